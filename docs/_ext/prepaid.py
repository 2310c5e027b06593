"""What pages of this documentation can say beyond Markdown.

- ``{worked}``: a table of figures that a test computes again (see `worked.py`);
- ``{journal}``, ``{proof}``, ``{story}``: what the addon did when it was played, from
  `facts.json`, which `dev/docs --facts` writes and a test compares;
- ``{bench}``: what was measured, from `performance.json`, which `dev/bench --publish`
  writes;
- ``{reached}``: what random histories reached, from `reliability.json`, which
  `dev/test --publish` writes;
- ``{faults}``: what was done to servers at work, from `faults.json`, which
  `dev/faults --publish` writes;
- ``{figure}``: a figure in a sentence, from what was played or from the code (see
  `figures.py`);
- ``{menu}`` and ``{ui}``: names on screens. They must exist, and stand in French pages
  as the French screens have them.
"""

import json
import re
from pathlib import Path

import figures
import worked
from babel.messages.pofile import read_po
from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

logger = logging.getLogger(__name__)
HERE = Path(__file__).resolve().parents[1]
FACTS = HERE / "facts.json"
BENCH = HERE / "performance.json"
BENCH_HEADS = ("What", "Ours", "Odoo", "× Odoo", "× bare SQL", "Budget")
BENCH_CELLS = ("ours", "odoo", "ratio", "floor", "budget")
REACHED = HERE / "reliability.json"
REACHED_HEADS = ("Test", "Histories", "Steps", "Kinds of steps", "Pairs of steps")
FAULTS = HERE / "faults.json"
FAULTS_HEADS = ("Fault", "Times", "Violations")
ROOT = HERE.parent
LANGUAGES = [("en", "English"), ("fr", "Français")]
# An icon before the words of a button.
MARK = re.compile(r"<[^>]*>")
# What is the same in every language; what is written with another comma.
NUMBER = re.compile(r"[\d\s.,:+−-]*$")
AMOUNT = re.compile(r"-?[\d,]+(\.\d+)?$")
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
JOURNAL = ("Account", "", "Debit", "Credit")


def get_facts():
    return json.loads(FACTS.read_text("utf-8"))


# === NAMES ON SCREENS === #


def read_terms():
    """Return {term: French} of our addons' screens; '' where there is no French."""
    terms = {}
    for path in [*ROOT.glob("i18n/fr.po"), *ROOT.glob("addons/*/i18n/fr.po")]:
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                if message.id and isinstance(message.id, str):
                    pair = (message.id, message.string)
                    name, french = (MARK.sub("", text).strip() for text in pair)
                    terms.setdefault(name, french)
    return terms


class Screen(SphinxRole):
    """A name on a screen; `find` returns {name: French}."""

    def __init__(self, kind, find):
        super().__init__()
        self.kind = kind
        self.find = find

    def run(self):
        known = self.find()
        if self.text not in known:
            logger.warning(
                "no screen has the %s %r", self.kind, self.text,
                location=self.get_location(),
            )  # fmt: skip
        text = self.text
        if self.config.language == "fr":
            text = known.get(text) or text
        return [nodes.strong(self.rawtext, text, classes=[self.kind])], []


class Figure(SphinxRole):
    """A figure of a sentence, by its name."""

    def run(self):
        known = figures.read()
        if self.text not in known:
            logger.warning("no figure %r", self.text, location=self.get_location())
            return [nodes.Text(self.text)], []
        written = figures.write(known[self.text], self.config.language)
        return [nodes.inline(self.rawtext, written, classes=["figure"])], []


def remember(function):
    """Return the function, which is called once."""
    found = []

    def call():
        if not found:
            found.append(function())
        return found[0]

    return call


# === TABLES === #


class Table(SphinxDirective):
    """A directive that shows a table of Markdown, whose texts are translated."""

    has_content = True
    # Whether only the heads are text of the page.
    is_data = False
    required_arguments = 1
    final_argument_whitespace = True

    def show(self, heads, rows, numbers):
        """Return the nodes of a table; `numbers` are the columns of figures."""
        columns = range(len(heads))
        marks = ["--:" if column in numbers else "---" for column in columns]
        rows = [[self.write_number(cell) for cell in row] for row in rows]
        lines = [heads, marks, *rows]
        text = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        shown = self.parse_text_to_nodes(text)
        for cell in (cell for node in shown for cell in node.findall(nodes.paragraph)):
            if self.is_data or NUMBER.match(cell.astext()):
                is_head = cell.parent.parent.parent.tagname == "thead"
                cell["translatable"] = is_head
        return shown

    def write_number(self, text):
        """Return a number as people write it in the language of the page."""
        if self.config.language != "fr" or not AMOUNT.match(text):
            return text
        return text.replace(",", NARROW_SPACE).replace(".", ",")


class WorkedTable(Table):
    """Figures that were worked out by hand, and by a test."""

    def run(self):
        table = worked.parse(self.arguments[0], "\n".join(self.content))
        heads = table.get_columns()
        rows = [[*figures, note][: len(heads)] for figures, note in table.rows]
        given, worked_out = worked.RULES[table.rule]
        return self.show(heads, rows, range(len(given) + len(worked_out)))


class JournalTable(Table):
    """A journal entry: ``{journal} france march``."""

    is_data = True

    def run(self):
        books, name = self.arguments[0].split()
        entry = get_facts()["journals"][books][name]
        french = "name_fr" if self.config.language == "fr" else "name"
        rows = [
            [line["account"], line[french], money(line["debit"]), money(line["credit"])]
            for line in entry["lines"]
        ]
        return self.show(JOURNAL, rows, (2, 3))


class Proof(Table):
    """What the proof says after a month: ``{proof} france march``."""

    def run(self):
        books, *names = self.arguments[0].split()
        entries = [get_facts()["journals"][books][name] for name in names]
        rows = [
            [entry["date"], *(f"{figure:,.2f}" for figure in entry["proof"].values())]
            for entry in entries
        ]
        heads = ("Date", "Sold and not earned", "On the account", "Difference")
        return self.show(heads, rows, (1, 2, 3))


class StoryTable(Table):
    """Balances after each step; a line of the block says what the step was."""

    def run(self):
        steps = get_facts()["stories"][self.arguments[0]]
        texts = list(filter(None, self.content))
        if len(texts) != len(steps):
            raise self.error(f"the story has {len(steps)} steps, not {len(texts)}")
        has_debt = any(step["debt"] for step in steps)
        count = max(len(step["lots"]) for step in steps)
        packs = [f"Pack {number}" for number in range(1, count + 1)]
        heads = ["What happens", *packs, *(["Owed"] if has_debt else []), "Balance"]
        rows = []
        for text, step in zip(texts, steps, strict=True):
            left = [f"{lot['remaining']:g}" for lot in step["lots"]]
            left += [""] * (count - len(left))
            debt = [f"{step['debt']:g}"] if has_debt else []
            rows.append([text, *left, *debt, f"{step['balance']:g}"])
        return self.show(heads, rows, range(1, len(heads)))


class BenchTable(Table):
    """What `dev/bench --publish` wrote of the last whole run, if there was one."""

    required_arguments = 0
    optional_arguments = 0
    is_data = True

    def run(self):
        if not BENCH.exists():
            text = "No run on a calm machine has been published yet."
            return [nodes.paragraph("", text)]
        told = json.loads(BENCH.read_text("utf-8"))
        rows = [
            [
                f"{row['title']} ({row['size']:,} {row['unit']})"
                if row["unit"]
                else row["title"],
                *(row[name] for name in BENCH_CELLS),
            ]
            for row in told["rows"]
        ]
        shown = self.show(BENCH_HEADS, rows, range(1, len(BENCH_HEADS)))
        about = told["about"]
        text = "{date}, Python {python}, {processors} processors".format(**about)
        return [*shown, nodes.paragraph("", text, translatable=False)]


class ReachedTable(Table):
    """What `dev/test --publish` wrote of the last long run, if there was one."""

    required_arguments = 0
    optional_arguments = 0
    is_data = True

    def run(self):
        if not REACHED.exists():
            text = "No long run has been published yet."
            return [nodes.paragraph("", text)]
        rows = [
            [
                f"`{row['name']}`",
                f"{row['examples']:,}",
                f"{row['steps']:,}",
                f"{row['kinds_done']} / {row['kinds']}",
                f"{row['pairs_done']} / {row['pairs']}",
            ]
            for row in json.loads(REACHED.read_text("utf-8"))["rows"]
        ]
        return self.show(REACHED_HEADS, rows, range(1, len(REACHED_HEADS)))


class FaultsTable(Table):
    """What `dev/faults --publish` wrote of the last whole runs, if there were any."""

    required_arguments = 0
    optional_arguments = 0
    is_data = True

    def run(self):
        if not FAULTS.exists():
            return [nodes.paragraph("", "No whole run has been published yet.")]
        told = json.loads(FAULTS.read_text("utf-8"))
        rows = [
            [
                row["title"],
                f"{row['times']:,}" if row["is_played"] else "–",
                f"{row['violations']:,}",
            ]
            for row in told["rows"]
        ]
        total = [
            sum(row[name] for row in told["rows"]) for name in ("times", "violations")
        ]
        rows.append(["Together", *(f"{count:,}" for count in total)])
        shown = self.show(FAULTS_HEADS, rows, range(1, len(FAULTS_HEADS)))
        text = "{date}, Python {python}, {processors} processors".format(
            **told["about"]
        )
        return [*shown, nodes.paragraph("", text, translatable=False)]


def money(amount):
    """Return an amount as journals have it: nothing for zero."""
    return f"{amount:,.2f}" if amount else ""


def add_languages(app, pagename, templatename, context, doctree):
    context["languages"] = LANGUAGES


def setup(app):
    app.add_role("figure", Figure())
    app.add_role("ui", Screen("label", remember(read_terms)))
    app.add_role("menu", Screen("menu", remember(lambda: get_facts()["menus"])))
    app.add_directive("worked", WorkedTable)
    app.add_directive("journal", JournalTable)
    app.add_directive("bench", BenchTable)
    app.add_directive("faults", FaultsTable)
    app.add_directive("proof", Proof)
    app.add_directive("reached", ReachedTable)
    app.add_directive("story", StoryTable)
    app.connect("html-page-context", add_languages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
