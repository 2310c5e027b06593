"""What is told of a run: a table, and a file of JSON."""

import json

from .. import cache
from ..output import say

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


def _lay_out(cells):
    first, *rest = zip(cells, (width for _head, _name, width in COLUMNS), strict=True)
    texts = [str(cell).rjust(width) for cell, width in rest]
    return " ".join([str(first[0]).ljust(first[1]), *texts])


def write(told, path):
    cache.write(path, json.dumps(told, indent=1) + "\n")


def say_violations(violations):
    for text in violations:
        say(f"WRONG: {text}")
