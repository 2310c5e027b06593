"""What is unusual about a line of work, so that every door asks first. No ORM."""

from datetime import date, datetime
from typing import NamedTuple

from ...metering import MINUTES_PER_HOUR

LONG_MINUTES = 24 * MINUTES_PER_HOUR
# By what is typed: a door that asks while somebody types asks about that alone.
DAY_DOUBTS = frozenset({"future", "before_credit"})
TIME_DOUBTS = frozenset({"long"})
TEXT_DOUBTS = frozenset({"no_text"})


class Logged(NamedTuple):
    """What a line says. ``begun`` is naive UTC; ``credit_day`` of the first credit."""

    name: str
    minutes: int
    day: date
    begun: datetime | None = None
    credit_day: date | None = None


def find_doubts(logged, today, now):
    """Return what is unusual, as a list of keys; ``today`` is the company's."""
    is_future = logged.day > today or (logged.begun and logged.begun > now)
    is_early = logged.credit_day and logged.day < logged.credit_day
    doubts = {
        "future": is_future,
        "before_credit": is_early,
        "long": logged.minutes > LONG_MINUTES,
        "no_text": (logged.name or "").strip() in ("", "/"),
    }
    return [name for name, is_unusual in doubts.items() if is_unusual]
