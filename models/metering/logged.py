"""Work as its lines say it, to be metered by other terms. No ORM."""

from datetime import date, datetime
from typing import NamedTuple

from .terms import Terms, Work, meter


class Logged(NamedTuple):
    """What a line says of its work, and what was counted and drawn of it.

    ``usage`` and ``measured`` are ids of its usage type and meter, or 0; ``units`` is
    what it drew, ``terms`` the frozen terms as they are stored.
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


class Allowances(dict):
    """The exchanges of each usage type and month that were included already."""

    def take(self, work, items, terms):
        """Return how many of the items of a work are included, and note them."""
        if not terms.items_included or work.charge != "billable" or work.is_expertise:
            return 0
        key = (work.usage, work.day.year, work.day.month)
        free = max(min(items, terms.items_included - self.get(key, 0)), 0)
        self[key] = self.get(key, 0) + free
        return free


def meter_logged(work, terms, allowances, get_clock):
    """Return the facts of a work under terms, as if it were logged under them.

    ``get_clock(work, terms)`` is asked where business hours make a difference.
    """
    items = (work.items or 1) if terms.is_item else 0
    free = allowances.take(work, items, terms)
    has_hours = terms.outside != 1 and not terms.is_item
    clock = get_clock(work, terms) if has_hours else ()
    return meter(Work(work.worked, work.charge, items, free, clock), terms)


def get_kept_terms(work):
    """Return the terms of a work whose cost was agreed beforehand, else None."""
    return Terms.unpack(work.terms) if (work.terms or {}).get("fixed") else None
