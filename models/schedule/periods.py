"""Periods that return every few months, and the days of each. No ORM."""

from datetime import date, timedelta
from typing import NamedTuple

from ..sales.anchored import following

ONE_DAY = timedelta(days=1)


class Period(NamedTuple):
    """The days from ``first`` to ``last``, both of them within."""

    first: date
    last: date

    @property
    def days(self):
        return (self.last - self.first).days + 1

    def count(self, first, last=None):
        """Return how many of its days lie from ``first`` to ``last`` (None: open)."""
        start, end = max(self.first, first), min(self.last, last or self.last)
        return max((end - start).days + 1, 0)


def find(day, months, anchor, origin):
    """Return the period of so many months that holds ``day``.

    Periods start on day ``anchor`` of a month, or on its last day; one of them starts
    in the month of ``origin``.
    """
    gap = (day.year - origin.year) * 12 + day.month - origin.month
    start = gap // months * months
    if following(origin, start, anchor) > day:
        start -= months
    return Period(
        following(origin, start, anchor),
        following(origin, start + months, anchor) - ONE_DAY,
    )


def walk(first, last, months, anchor, origin):
    """Return the periods that days from ``first`` to ``last`` lie in."""
    found = []
    while first <= last:
        found.append(find(first, months, anchor, origin))
        first = found[-1].last + ONE_DAY
    return found
