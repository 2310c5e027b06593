"""What is still owed of work beyond the credit, debt by debt. No ORM.

A contract's debt is one number. Which work it stands for is decided here: a settlement
that tells its work settles that, an invoice work of its own usage type, and all other
credit the oldest work first.
"""

from typing import Any, NamedTuple

from ...metering import split


class Debt(NamedTuple):
    """Work beyond the credit: ``key`` names it, in ``units``."""

    key: Any
    usage: Any
    project: Any
    units: int

    @property
    def work(self):
        return self.usage, self.project


def find_open(debts, known, invoiced, paid):
    """Return the Debts that are left of debts, which are given the oldest first.

    ``known`` is what was settled of work that the settlement tells, {work: units},
    ``invoiced`` what invoices of such work settled otherwise, {usage: units}, and
    ``paid`` what other credit did. What goes beyond the debts of its work counts as
    paid.
    """
    left = [debt.units for debt in debts]
    for work, units in known.items():
        mine = [n for n, debt in enumerate(debts) if debt.work == work]
        paid += _settle(left, mine, units)
    for usage, units in invoiced.items():
        mine = [n for n, debt in enumerate(debts) if debt.usage == usage]
        paid += _settle(left, mine, units)
    _settle(left, range(len(debts)), paid)
    return [
        debt._replace(units=units)
        for debt, units in zip(debts, left, strict=True)
        if units
    ]


def _settle(left, numbers, units):
    """Take units from what is left of debts, in order; return those that remain."""
    parts, rest = split([(number, left[number]) for number in numbers], units)
    for number, taken in parts:
        left[number] -= taken
    return rest
