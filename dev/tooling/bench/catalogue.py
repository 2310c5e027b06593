"""Which figures there are, and which of them a run measures. No Odoo here."""

from ..output import Problem
from . import figures  # noqa: F401 - importing it declares them
from .figure import FIGURES

QUICK_ROUNDS = 5


def choose(only=None, is_quick=False, rounds=None):
    """Return [(name, size, rounds)] of a run, in the order of the declarations."""
    unknown = set(only or ()) - set(FIGURES)
    if unknown:
        raise Problem(
            f"no figure is called {', '.join(sorted(unknown))}: see dev/bench --list"
        )
    return [
        (figure.name, size, rounds or _get_rounds(figure, is_quick))
        for figure in FIGURES.values()
        if not only or figure.name in only
        for size in (figure.quick if is_quick else figure.sizes)
    ]


def _get_rounds(figure, is_quick):
    return min(figure.rounds, QUICK_ROUNDS) if is_quick else figure.rounds
