"""What is told of a run: a table, and a file of JSON."""

import json
import re
import textwrap
from itertools import takewhile

from .. import cache
from ..output import say
from . import phases

BLOCK = re.compile(r"(<!-- scaleout -->\n).*?(<!-- /scaleout -->)", re.DOTALL)
LINE_MAX = 120
COLUMNS = (
    ("", "name", 42),
    ("requests", "requests", 9),
    ("errors", "errors", 7),
    ("longest stop", "stop_seconds", 13),
    ("reads", "reads", 6),
    ("by the replica", "by_replica", 15),
    ("its transactions", "transactions", 17),
)


def tell(told):
    """Yield the lines of the table and of the sums below it."""
    yield _lay_out([head for head, _name, _width in COLUMNS])
    for row in told["rows"]:
        yield _lay_out([row[name] for _head, name, _width in COLUMNS])
        if row["problems"]:
            yield f"  what went wrong: {row['problems']}"
    yield ""
    for name, value in told["sums"].items():
        yield f"{name.replace('_', ' ')}: {value}"


def summarise(told):
    """Return what the README says of a run."""
    rows = told["rows"]
    kept_up = [*takewhile(lambda row: row["name"] != phases.BEHIND, rows)]
    text = (
        "In the last published run of `dev/scaleout`, {booked:,} works were booked "
        "while a server for pages, one for scheduled actions and the replica were "
        "killed: "
        "{lost} of them are lost, {twice} are there twice. Of {looks:,} looks at a "
        "balance right after a booking {stale} were too old. While the replica kept "
        "up it served {replica:,} of {reads:,} reads. Nobody waited longer than "
        "{stop:.1f} s for a right answer."
    )
    text = text.format(
        **told["sums"],
        replica=sum(row["by_replica"] for row in kept_up),
        reads=sum(row["reads"] for row in kept_up),
        stop=max(row["stop_seconds"] for row in rows),
    )
    return textwrap.fill(text, LINE_MAX)


def fill_in(page, told):
    """Return the README with what it says of a run."""
    return BLOCK.sub(lambda match: f"{match[1]}{summarise(told)}\n{match[2]}", page)


def _lay_out(cells):
    first, *rest = zip(cells, (width for _head, _name, width in COLUMNS), strict=True)
    texts = [str(cell).rjust(width) for cell, width in rest]
    return " ".join([str(first[0]).ljust(first[1]), *texts])


def write(told, path):
    cache.write(path, json.dumps(told, indent=1) + "\n")


def say_violations(violations):
    for text in violations:
        say(f"WRONG: {text}")
