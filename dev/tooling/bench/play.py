"""What runs inside Odoo: make the data of each figure, measure it, tell the result."""

import logging
from datetime import UTC, datetime
from time import perf_counter

from . import measure, world
from .figure import FIGURES, Work
from .place import Place

_logger = logging.getLogger(__name__)


def play(registry, wanted, tell):
    """Measure figures and return their results, each told as soon as it is there.

    ``wanted`` is [(name, size, rounds)].
    """
    results = []
    place = Place(registry)
    with place.use() as env:
        place.user_id = world.hire(env)
    for name, size, rounds in wanted:
        begun = perf_counter()
        result = _try(place, FIGURES[name], size, rounds)
        result["seconds"] = round(perf_counter() - begun, 1)
        tell(result)
        results.append(result)
        place.stop()
    return results


def _try(place, figure, size, rounds):
    """Return the result of a figure, or why there is none."""
    try:
        return measure_one(place, figure, size, rounds)
    # Whatever it is, the other figures are measured, and the run ends non-zero.
    except Exception as error:  # noqa: BLE001 - told as the result
        _logger.exception("%s cannot be measured", figure.name)
        reason = str(error).strip().split("\n")[0]
        return _head(figure, size) | {"ours": {}, "budgets": [], "misses": [reason]}


def measure_one(place, figure, size, rounds):
    """Return the result of one figure at one size."""
    made = figure.make(place, size)
    place.analyse()
    if isinstance(made, Work):
        made = _measure(place, made, rounds)
    result = _head(figure, size) | made
    return result | {
        "budgets": [budget._asdict() for budget in figure.budgets],
        "misses": [
            miss for budget in figure.budgets for miss in budget.find_misses(result)
        ],
    }


def _head(figure, size):
    return {
        "figure": figure.name,
        "title": figure.title,
        "unit": figure.unit,
        "size": size,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _measure(place, work, rounds):
    """Return what the rounds of a piece of work come to."""
    functions = {
        name: function
        for name, function in (("ours", work.ours), ("odoo", work.odoo))
        if function
    }
    works = {
        name: lambda function=function: place.time(function)
        for name, function in functions.items()
    }
    if work.has_floor and (floor := place.make_floor(work.ours)):
        works["floor"] = floor
    result = measure.tell(measure.alternate(works, rounds))
    for name, function in functions.items():
        result[name]["queries"] = place.queries[function]
    return result | ({"notes": work.notes} if work.notes else {})
