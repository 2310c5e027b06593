"""How a figure is declared: what is measured, beside what, and what it may cost."""

from collections.abc import Callable
from typing import NamedTuple


class Budget(NamedTuple):
    """What a figure may be at most, at a size or above it; nothing where it is None."""

    ratio: float | None = None
    milliseconds: float | None = None
    p95_milliseconds: float | None = None
    size: int = 0

    def find_misses(self, result):
        """Return in words what the result of a measurement goes beyond."""
        if result["size"] < self.size:
            return []
        told = {
            "× Odoo's own": (result.get("ratio"), self.ratio),
            "ms": (result["ours"].get("median"), self.milliseconds),
            "ms p95": (result["ours"].get("p95"), self.p95_milliseconds),
        }
        misses = [
            f"{value:.4g} {unit}, not {most:g}"
            for unit, (value, most) in told.items()
            if most is not None and value is not None and value > most
        ]
        errors = result["ours"].get("errors")
        return [*misses, f"{errors} errors"] if errors else misses


class Work(NamedTuple):
    """What is done once a round, by us and by Odoo.

    Each takes an environment, in a transaction that is rolled back. Of a generator only
    what stands behind its `yield` is measured. Without `has_floor` no rows are written
    whose bare cost could be told.
    """

    ours: Callable
    odoo: Callable | None = None
    has_floor: bool = True
    notes: dict | None = None


class Figure(NamedTuple):
    """A figure: `make(bench, size)` makes its data and returns Work, or a finished
    result (a dict with `ours`, and `odoo` and `floor` where there are such)."""

    name: str
    title: str
    make: Callable
    sizes: tuple
    quick: tuple
    unit: str = ""
    rounds: int = 15
    budgets: tuple = ()


FIGURES = {}


def figure(title, sizes=(1,), quick=None, unit="", **more):
    """Declare the function below as what makes a figure, under its name."""

    def declare(make):
        name = make.__name__
        chosen = sizes if quick is None else quick
        FIGURES[name] = Figure(name, title, make, sizes, chosen, unit, **more)
        return make

    return declare
