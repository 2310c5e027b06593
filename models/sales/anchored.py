"""Days that return every few months, on the same day of the month."""

import calendar
from datetime import date


def following(day, months, anchor):
    """Return the day ``months`` after ``day``, on day ``anchor`` of its month.

    In a month without that day it is the last one; the next is on the anchor again.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor, last))


def first_after(day, today, months, anchor):
    """Return the first of the returning days after ``today``."""
    while day <= today:
        day = following(day, months, anchor)
    return day
