"""What is told of the results: a table, a file of JSON, and curves."""

import json
import os
import platform
from datetime import UTC, datetime

from .. import cache
from ..output import say
from .curve import draw

RESULTS = "results.json"
QUICK_RESULTS = "results-quick.json"
HEADS = (
    *("figure", "size", "ours", "spread", "Odoo", "× Odoo", "floor", "× floor"),
    *("queries", "kept"),
)
WIDTHS = (16, 9, 11, 17, 11, 7, 11, 7, 9, 6)


def say_head():
    say(_lay_out(HEADS))


def say_result(result):
    """Say one row of the table, and what is beyond a budget."""
    say(_lay_out(get_cells(result)))
    for miss in result["misses"]:
        say(f"  beyond the budget: {miss}")
    for name, value in result.get("notes", {}).items():
        say(f"  {name}: {value}")


def _lay_out(cells):
    first, *rest = (
        str(cell).ljust(width) if number == 0 else str(cell).rjust(width)
        for number, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    )
    return " ".join((first, *rest))


def get_cells(result):
    """Return the cells of a result's row, as people read them."""
    ours, theirs, floor = (result.get(name) or {} for name in ("ours", "odoo", "floor"))
    queries = [str(side["queries"]) for side in (ours, theirs) if "queries" in side]
    return [
        result["figure"],
        f"{result['size']:,}",
        tell_time(ours.get("median")),
        f"{tell_time(ours.get('low'))}–{tell_time(ours.get('high'))}",
        tell_time(theirs.get("median")),
        tell_number(result.get("ratio")),
        tell_time(floor.get("median")),
        tell_number(result.get("to_floor")),
        " / ".join(queries),
        ("no" if result["misses"] else "yes") if result["budgets"] else "",
    ]


def tell_time(milliseconds):
    """Return a duration with its unit, nothing for none."""
    if milliseconds is None:
        return ""
    if milliseconds < 100:
        return f"{milliseconds:.3g} ms"
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:.3g} s"


def tell_number(number):
    return "" if number is None else f"{number:.2f}"


def write(results, is_quick, folder):
    """Write the results and their curves into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {"about": describe(), "results": results}
    name = QUICK_RESULTS if is_quick else RESULTS
    cache.write(folder / name, json.dumps(told, indent=1) + "\n")
    for figure, rows in group(results).items():
        if len(rows) > 1:
            cache.write(folder / f"{figure}.svg", draw(rows[0]["title"], rows))
    return folder


def group(results):
    """Return {figure: its results by size}."""
    groups = {}
    for result in sorted(results, key=lambda result: result["size"]):
        groups.setdefault(result["figure"], []).append(result)
    return groups


def describe():
    """Return what the figures depend on: when, and on what machine."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def publish(told, path):
    """Write what the documentation shows of a run."""
    rows = [
        {
            "title": result["title"],
            "size": result["size"],
            "unit": result["unit"],
            "ours": tell_time(result["ours"].get("median")),
            "odoo": tell_time((result.get("odoo") or {}).get("median")),
            "ratio": tell_number(result.get("ratio")),
            "floor": tell_number(result.get("to_floor")),
            "budget": tell_budgets(result),
        }
        for result in told["results"]
    ]
    text = json.dumps({"about": told["about"], "rows": rows}, indent=1) + "\n"
    cache.write(path, text)


def tell_budgets(result):
    """Return in words what the result may be at most, nothing without a budget."""
    units = {
        "ratio": "≤ {:g} × Odoo",
        "milliseconds": "≤ {:g} ms",
        "p95_milliseconds": "p95 ≤ {:g} ms",
    }
    return ", ".join(
        text.format(budget[name])
        for budget in result["budgets"]
        if result["size"] >= budget["size"]
        for name, text in units.items()
        if budget[name] is not None
    )
