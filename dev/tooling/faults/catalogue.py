"""Which faults a run plays, and how often. No Odoo here."""

from ..output import Problem
from .fault import FAULTS


def choose(only=None, is_quick=False, times=None, seed=1):
    """Return [(name, times, seed)] of a run, in the order of the declarations."""
    unknown = [name for name in only or () if not _find(name)]
    if unknown:
        raise Problem(f"no fault is called {', '.join(unknown)}: see dev/faults --list")
    names = [each for name in only for each in _find(name)] if only else FAULTS
    return [
        (name, times or (FAULTS[name].quick if is_quick else FAULTS[name].times), seed)
        for name in names
    ]


def _find(name):
    """Return the faults that a name stands for: one, or all that begin with it."""
    return [each for each in FAULTS if each == name or each.startswith(f"{name}_")]
