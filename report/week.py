"""A person's time added up by client and kind of work. Pure: nothing of Odoo here."""

from datetime import timedelta
from typing import Any, NamedTuple

DAYS_PER_WEEK = 7


class Logged(NamedTuple):
    """A line of work: minutes worked, and counted; ``counted`` None: no contract."""

    client: Any
    kind: Any
    worked: int
    counted: int | None


class Total(NamedTuple):
    """Minutes of some lines; ``counted`` None if no contract covers any of them."""

    worked: int = 0
    counted: int | None = None

    def add(self, worked, counted):
        if counted is None:
            return Total(self.worked + worked, self.counted)
        return Total(self.worked + worked, (self.counted or 0) + counted)


def get_week(day, first_weekday):
    """Return the first and last day of a day's week; ``first_weekday`` 1 is Monday."""
    first = day - timedelta(days=(day.isoweekday() - first_weekday) % DAYS_PER_WEEK)
    return first, first + timedelta(days=DAYS_PER_WEEK - 1)


def add_up(lines):
    """Return {client: {kind: Total}} of lines (Logged)."""
    clients = {}
    for client, kind, worked, counted in lines:
        kinds = clients.setdefault(client, {})
        kinds[kind] = kinds.get(kind, Total()).add(worked, counted)
    return clients


def sum_up(totals):
    """Return the Total of many."""
    total = Total()
    for part in totals:
        total = total.add(*part)
    return total
