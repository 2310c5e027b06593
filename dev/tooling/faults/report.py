"""What is told of the faults: a table, and a file for the documentation."""

import json

from .. import cache
from ..output import say

WIDTHS = (20, 52, 7, 11, 9)
HEADS = ("fault", "", "times", "violations", "seconds")
SHOWN = 5


def say_head():
    say(_lay_out(HEADS))


def say_outcome(outcome):
    """Say one row of the table, and what was wrong."""
    say(_lay_out(get_cells(outcome)))
    if outcome["missing"]:
        say(f"  not played: {outcome['missing']}")
    notes = ", ".join(f"{name} {count:,}" for name, count in outcome["notes"].items())
    if notes:
        say(f"  {notes}")
    for text in outcome["violations"][:SHOWN]:
        say(f"  VIOLATION {text}")
    if len(outcome["violations"]) > SHOWN:
        say(f"  … and {len(outcome['violations']) - SHOWN:,} more")


def get_cells(outcome):
    return (
        outcome["fault"],
        outcome["title"],
        "–" if outcome["missing"] else f"{outcome['times']:,}",
        f"{len(outcome['violations']):,}",
        f"{outcome['seconds']:.0f}",
    )


def _lay_out(cells):
    parts = [
        cell.ljust(width) if number < 2 else cell.rjust(width)
        for number, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    return " ".join(parts).rstrip()


def is_clean(outcome):
    """Tell whether a fault was played and left nothing wrong."""
    return bool(outcome["times"]) and not outcome["violations"]


def keep(outcome, path):
    """Put an outcome beside those of other faults, which other runs may have played."""
    with cache.lock(path.name, "keeping an outcome"):
        kept = read(path) | {outcome["fault"]: outcome}
        cache.write(path, json.dumps(kept, indent=1) + "\n")


def read(path):
    return json.loads(path.read_text()) if path.exists() else {}


def publish(outcomes, about, path):
    """Write what the documentation shows of the outcomes."""
    rows = [
        {
            "title": outcome["title"],
            "times": outcome["times"],
            "violations": len(outcome["violations"]),
            "is_played": not outcome["missing"],
        }
        for outcome in outcomes
    ]
    cache.write(path, json.dumps({"about": about, "rows": rows}, indent=1) + "\n")
