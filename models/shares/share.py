"""The days that a share is for, and how much of it is used. Pure: no ORM."""

from datetime import date

from odoo.tools.date_utils import end_of, start_of

from ...metering import SCALE

# The share counts all of the contract's life.
WHOLE = "contract"
# At these parts of a share, in percent, people are told.
LEVELS = (75, 90, 100)


def find_period(period, day):
    """Return the first and the last day of the period that holds a day."""
    if period == WHOLE:
        return date.min, date.max
    return start_of(day, period), end_of(day, period)


def take_percent(units, percent, step=SCALE):
    """Return a percentage (two decimals) of units, down to a whole step."""
    part = max(units, 0) * round(percent * 100) // 10_000
    return part - part % step


def find_level(used, limit):
    """Return the highest of LEVELS that use has reached, 0 for none."""
    if used <= 0:
        return 0
    reached = (level for level in LEVELS if used * 100 >= limit * level)
    return max(reached, default=0)


def follow_level(told, level, use):
    """Return what people know now, and whether they are to be told.

    Only ``use`` (units that work took more than before) tells anything; who is better
    off hears of the next crossing again.
    """
    is_news = use > 0 and level > told
    return (level if is_news else min(told, level)), is_news
