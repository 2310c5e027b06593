"""Tables of what commands wrote with `--publish`, where they did so.

- ``{bench}``: `performance.json`, of `dev/bench`;
- ``{reached}``: what random histories reached, `reliability.json`, of `dev/test`;
- ``{mutants}``: which changes of the code the tests noticed, of `dev/mutants`;
- ``{faults}``: what was done to servers at work, of `dev/faults`;
- ``{suites}``: what came of Odoo's own tests, of `dev/odoo-suites`;
- ``{upgrades}``: what came of databases of old versions, of `dev/upgrades`;
- ``{scaleout}``: servers that were killed, one by one, of `dev/scaleout`;
- ``{versions}``: on which Python and PostgreSQL the tests passed, of `dev/versions`.
"""

import json
from pathlib import Path

from docutils import nodes
from prepaid import Table

HERE = Path(__file__).resolve().parents[1]


class PublishedTable(Table):
    """A table of a file that a command publishes: its heads, and a row's cells."""

    required_arguments = 0
    optional_arguments = 0
    is_data = True
    file, heads = "", ()
    # The columns before the figures.
    left = 1

    def run(self):
        path = HERE / self.file
        if not path.exists():
            return [nodes.paragraph("", "No run has been published yet.")]
        told = json.loads(path.read_text("utf-8"))
        rows = [list(self.get_cells(row)) for row in self.get_rows(told)]
        shown = self.show(self.heads, rows, range(self.left, len(self.heads)))
        about = _tell_about(told.get("about", {}))
        return [*shown, nodes.paragraph("", about, translatable=False)]

    def get_rows(self, told):
        return told["rows"]

    def get_cells(self, row):
        """Return the cells (texts) of a row."""
        raise NotImplementedError


def _tell_about(about):
    """Return when it was published, and on what machine, as far as it is known."""
    names = (("date", "{}"), ("python", "Python {}"), ("processors", "{} processors"))
    return ", ".join(shown.format(about[key]) for key, shown in names if key in about)


def _count(*figures):
    return [f"{figure:,}" for figure in figures]


class BenchTable(PublishedTable):
    """How fast it is, beside Odoo's own work and bare SQL."""

    file = "performance.json"
    heads = ("What", "Ours", "Odoo", "× Odoo", "× bare SQL", "Budget")
    cells = ("ours", "odoo", "ratio", "floor", "budget")

    def get_cells(self, row):
        size = f" ({row['size']:,} {row['unit']})" if row["unit"] else ""
        return [row["title"] + size, *(row[name] for name in self.cells)]


class ReachedTable(PublishedTable):
    """What random histories reached."""

    file = "reliability.json"
    heads = ("Test", "Histories", "Steps", "Kinds of steps", "Pairs of steps")

    def get_cells(self, row):
        return [
            f"`{row['name']}`",
            *_count(row["examples"], row["steps"]),
            f"{row['kinds_done']} / {row['kinds']}",
            f"{row['pairs_done']} / {row['pairs']}",
        ]


class MutantsTable(PublishedTable):
    """Which changes of the code the tests noticed."""

    file = "mutants.json"
    heads = ("Part", "Changes", "Tried", "Noticed", "Not noticed", "Explained", "Score")

    def get_cells(self, row):
        noticed = row["killed"] + row["over time"]
        missed = row["alive"] + row["not reached"]
        tried = noticed + missed + row["explained"]
        figures = _count(row["generated"], tried, noticed, missed, row["explained"])
        score = f"{row['score']:.1%}" if tried > row["explained"] else ""
        return [f"`{row['part']}`", *figures, score]


class FaultsTable(PublishedTable):
    """What was done to servers at work, and what came of it."""

    file = "faults.json"
    heads = ("Fault", "Times", "Violations")

    def get_rows(self, told):
        names = ("times", "violations")
        sums = {name: sum(row[name] for row in told["rows"]) for name in names}
        return [*told["rows"], {"title": "Together", "is_played": True} | sums]

    def get_cells(self, row):
        times, violations = _count(row["times"], row["violations"])
        return row["title"], times if row["is_played"] else "–", violations


class SuitesTable(PublishedTable):
    """What of Odoo's own tests failed with our addons, and without them."""

    file = "odoo_suites.json"
    heads = ("Module", "Tests", "Failed", "Failed without us, too", "New")

    def get_cells(self, row):
        new = "" if row["new"] is None else len(row["new"])
        without = "" if row["failed_without"] is None else row["failed_without"]
        figures = (f"{row['tests']:,}", row["failed"], without, new)
        return [f"`{row['module']}`", *map(str, figures)]


class UpgradesTable(PublishedTable):
    """What became of databases of released versions."""

    file = "upgrades.json"
    heads = ("Version", "Kinds of documents", "Movements", "Wrong")

    def get_cells(self, row):
        version = row["version"] if row["is_last"] else f"{row['version']} *"
        return [version, *_count(row["made"], row["entries"], row["wrong"])]


class ScaleoutTable(PublishedTable):
    """What people saw while servers were killed, and who served what they read."""

    file = "scaleout.json"
    heads = (
        *("What happened", "Requests", "Errors", "Longest stop"),
        *("Pages and balances read", "By the replica"),
    )
    # What happened is a sentence, and translated.
    is_data = False

    def get_cells(self, row):
        return [
            row["name"],
            *_count(row["requests"], row["errors"]),
            f"{row['stop_seconds']:.1f} s",
            *_count(row["reads"], row["by_replica"]),
        ]


class VersionsTable(PublishedTable):
    """How many tests passed on which versions."""

    file = "versions.json"
    heads, left = ("Python", "PostgreSQL", "Tests passed", "Failed"), 2

    def get_cells(self, row):
        return [row["python"], row["postgresql"], *_count(row["passed"], row["failed"])]


TABLES = {
    "bench": BenchTable,
    "reached": ReachedTable,
    "mutants": MutantsTable,
    "faults": FaultsTable,
    "suites": SuitesTable,
    "upgrades": UpgradesTable,
    "scaleout": ScaleoutTable,
    "versions": VersionsTable,
}


def setup(app):
    for name, table in TABLES.items():
        app.add_directive(name, table)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
