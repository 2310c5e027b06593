"""Work as its lines say it, to be metered by other terms. No ORM."""

from datetime import date, datetime
from typing import NamedTuple

from .terms import Terms, Work, meter


class Logged(NamedTuple):
    """What a line says of its work, and what was counted and drawn of it.

    ``usage`` and ``measured`` are ids of its usage type and meter, or 0; ``units`` is
    what it drew, ``terms`` the frozen terms as they are stored; ``ticket`` tells its
    ticket, or project, from others.
    """

    id: int
    day: date
    name: str
    usage: int
    charge: str
    is_expertise: bool
    items: int
    worked: int
    metered: int
    units: int
    started_at: datetime | None
    measured: int
    terms: dict
    ticket: str = ""


class Allowances(dict):
    """What earlier work has used of a month's allowance, and minutes of visits."""

    def take(self, work, items, terms):
        """Return how many of the items of a work are included, and note them."""
        if not terms.items_included or work.charge != "billable" or work.is_expertise:
            return 0
        key = (work.usage, work.day.year, work.day.month)
        free = max(min(items, terms.items_included - self.get(key, 0)), 0)
        self[key] = self.get(key, 0) + free
        return free

    def visit(self, work, terms):
        """Return the minutes worked before on the visit of a work, and note its own."""
        if not terms.is_visit:
            return 0
        key = (work.usage, work.day, work.charge, work.ticket)
        before = self.get(key, 0)
        self[key] = before + work.worked
        return before


def meter_logged(work, terms, allowances, get_clock):
    """Return the facts of a work under terms, as if it were logged under them.

    ``get_clock(work, terms, before)`` is asked where the hour makes a difference.
    """
    items = (work.items or 1) if terms.is_item else 0
    free = allowances.take(work, items, terms)
    has_hours = (terms.outside != 1 or terms.windows) and not terms.is_item
    before = allowances.visit(work, terms)
    clock = get_clock(work, terms, before) if has_hours else ()
    return meter(Work(work.worked, work.charge, items, free, clock, before), terms)


def get_kept_terms(work):
    """Return the terms of a work whose cost was agreed beforehand, else None."""
    return Terms.unpack(work.terms) if (work.terms or {}).get("fixed") else None
