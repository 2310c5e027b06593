"""What is still owed of work beyond the credit, debt by debt. No ORM.

A contract's debt is one number. Which work it stands for is decided here: what was
invoiced settles work of its own usage type, all other credit the oldest work first.
"""

from typing import NamedTuple

from ...metering import split


class Debt(NamedTuple):
    """Work beyond the credit: ``key`` names it, ``usage`` its type, in ``units``."""

    key: int
    usage: int
    units: int


def find_open(debts, invoiced, paid):
    """Return the Debts that are left of debts, which are given the oldest first.

    ``invoiced`` is what invoices of this work settled, {usage: units}, and ``paid``
    what credit did. What is invoiced beyond the debts of its usage counts as paid.
    """
    left = {debt.key: debt.units for debt in debts}
    for usage, units in invoiced.items():
        mine = [debt for debt in debts if debt.usage == usage]
        paid += _settle(left, mine, units)
    _settle(left, debts, paid)
    return [debt._replace(units=left[debt.key]) for debt in debts if left[debt.key]]


def _settle(left, debts, units):
    """Take units from what is left of debts, in order; return those that remain."""
    parts, rest = split([(debt.key, left[debt.key]) for debt in debts], units)
    for key, taken in parts:
        left[key] -= taken
    return rest
