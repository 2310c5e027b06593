"""The numbers in the sentences of the documentation: each is computed, or a name."""

import ast
import json
import operator
import re
import sys

import pytest

from tooling import cache, facts, pages, prose

sys.path.insert(0, str(pages.DOCS / "_ext"))
import figures  # noqa: E402
import worked  # noqa: E402

PAGES = [pytest.param(path, id=path.stem) for path in pages.get_pages()]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
MINUTES_PER_HOUR = 60
STEPS = (operator.add, operator.sub, operator.mul, operator.truediv)


def get_told(block):
    """Return the numbers of a block of figures: those of its terms and of its rows.

    The rows of a story are sentences themselves: what was worked and owed counts.
    """
    head, *rows = block.splitlines() or [""]
    kind, _space, name = head.removeprefix("```").partition(" ")
    if kind == "{worked}":
        rows = [row.rsplit("|", 1)[0] for row in rows]
        return read_numbers(" ".join([name, *rows]))
    if kind == "{story}":
        steps = json.loads(facts.FILE.read_text("utf-8"))["stories"][name]
        return {step[key] for step in steps for key in ("minutes", "debt")}
    return set()


def read_numbers(text):
    return {float(number) for number in NUMBER.findall(text)}


@pytest.mark.parametrize("path", PAGES)
def test_no_number_of_a_sentence_is_bare(path):
    """A sentence takes its number by a role, or from the table that it introduces."""
    text = path.read_text("utf-8")
    if path.stem == "api":
        text = "\n".join(line for line in text.splitlines() if not get_code(line))
    bare = [
        f"{path.name}:{number.line}: {number.text}"
        for number in prose.find(text)
        if not is_told(number)
    ]
    assert not bare, "write {figure}`…`, see docs/_ext/figures.py"


def is_told(number):
    told = get_told(number.block)
    hours = {minutes / MINUTES_PER_HOUR for minutes in told}
    # The lots of a story are the pack, some times over.
    if number.block.startswith("```{story}"):
        hours.add(figures.read()["pack_hours"])
    return number.value in told | hours


@pytest.mark.parametrize("path", PAGES)
def test_notes_of_tables_tell_their_figures(path):
    """A note may say how its figure came: by one step, from others of its table."""
    for table in worked.find(path.read_text("utf-8")):
        cells = [" ".join(row) for row, _note in table.rows]
        told = read_numbers(" ".join([*table.terms.values(), *cells]))
        steps = {
            operate(one, other)
            for operate in STEPS
            for one in told
            for other in told
            if other or operate is not operator.truediv
        }
        for _row, note in table.rows:
            for number in read_numbers(note):
                assert any(abs(number - step) < 0.005 for step in told | steps), note


@pytest.mark.parametrize("path", PAGES)
def test_steps_of_stories_tell_what_was_played(path):
    for match in re.finditer(
        r"^```\{story\} (\w+)\n(.*?)^```", path.read_text("utf-8"), re.S | re.M
    ):
        steps = json.loads(facts.FILE.read_text("utf-8"))["stories"][match[1]]
        for text, step in zip(match[2].splitlines(), steps, strict=True):
            text = re.sub(r"\bpack [12]\b", "", text)
            assert read_numbers(text) <= {step["minutes"], step["debt"]}, text


def test_bare_numbers_are_found():
    text = "# Odoo 19\n\nIt takes 7 days, or twelve. See `x 3`, {figure}`paid`.\n"
    assert [number.text for number in prose.find(text)] == ["7", "twelve"]
    (number,) = prose.find("With 40 percent:\n\n```{worked} rollover percent=40\n```\n")
    assert is_told(number)
    (number,) = prose.find("With 41 percent:\n\n```{worked} rollover percent=40\n```\n")
    assert not is_told(number)
    (number,) = prose.find(
        "With 40:\n\n# Next\n\n```{worked} rollover percent=40\n```\n"
    )
    assert not is_told(number)


def test_every_figure_is_told_somewhere():
    text = "".join(path.read_text("utf-8") for path in pages.get_pages())
    assert set(re.findall(r"\{figure\}`(\w+)`", text)) == set(figures.read())


def test_figures_are_written_as_people_write_them():
    assert figures.write("2026-07-01", "en") == "1 July"
    assert figures.write("2026-07-01", "fr") == "1er juillet"
    assert figures.write(1000.0, "en") == "1,000.00"
    assert figures.write(1000.0, "fr") == "1\u202f000,00"
    assert figures.write(150, "fr") == "150"


# === THE CODES OF THE API === #


def get_code(line):
    """Return (code, status) of a row of the table of errors, or nothing."""
    match = re.match(r"\| `(\w+)` \| (\d{3}) \|", line)
    return match and (match[1], int(match[2]))


def read_codes():
    """Return {code: status} of the code."""
    path = cache.CHECKOUT / "models" / "api" / "errors.py"
    tree = ast.parse(path.read_text("utf-8"))
    (codes,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "CODES"
    )
    return {
        key.value: value.args[0].value
        for key, value in zip(codes.keys, codes.values, strict=True)
    }


def test_the_table_of_errors_is_that_of_the_code():
    text = (pages.DOCS / "api.md").read_text("utf-8")
    rows = list(filter(None, map(get_code, text.splitlines())))
    assert rows == list(read_codes().items())
