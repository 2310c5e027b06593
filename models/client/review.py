"""What a review covers and advises, from figures alone. Pure: nothing of Odoo here."""

from datetime import date, timedelta
from typing import NamedTuple

from ..ledger.forecast import pays, take

# Months of the periods that contracts are reviewed by.
INTERVAL_MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS_PER_MONTH = 365 / 12
# So many months are a page; a longer review is nobody's.
MONTHS_MAX = 36
# Of credit that expires later nobody has to think today.
EXPIRY_DAYS = 92
# Less of a grant is lost among the weeks that differ.
LEFTOVER_PERCENT = 10
# Use beyond these shares of what renews asks for another allowance.
LARGER_PERCENT, SMALLER_PERCENT = 115, 60
# A shorter time says nothing of the months to come.
STEADY_MONTHS = 2
# Who buys so often would be better off with more at once.
OFTEN_PURCHASES, OFTEN_A_MONTH = 3, 1.5


class Facts(NamedTuple):
    """What advice is made of. Quantities are units.

    ``allowance`` is what renews by itself each month, ``purchases`` the days on which
    credit was bought, ``expiring`` the (day, units) that stay unused at the pace.
    """

    first: date
    last: date
    used: int
    allowance: int = 0
    purchases: int = 0
    debt: int = 0
    questions: int = 0
    expiring: tuple = ()


def get_last_period(today, months):
    """Return the first and the last day of the latest period that is over.

    Periods of 1, 3 or 12 months begin with the year.
    """
    start = today.replace(day=1, month=(today.month - 1) // months * months + 1)
    last = start - timedelta(days=1)
    return last.replace(day=1, month=last.month - months + 1), last


def count_months(first, last):
    """Return how many months the days from ``first`` to ``last`` are (float)."""
    return ((last - first).days + 1) / DAYS_PER_MONTH


def is_too_long(first, last):
    """Tell whether the days from ``first`` to ``last`` are more than a page holds."""
    return count_months(first, last) > MONTHS_MAX + 0.1


def list_months(first, last):
    """Return the first day of each month that days of the period lie in."""
    number = (last.year - first.year) * 12 + last.month - first.month + 1
    months = range(first.month - 1, first.month - 1 + number)
    return [date(first.year + month // 12, month % 12 + 1, 1) for month in months]


def get_leftovers(lots, taken, daily, today):
    """Return (last day, units) of the credit that expires soon and unused at a pace.

    ``lots`` are in the order of use, ``taken`` the units of them that are set aside
    or owed, ``daily`` the units used a day. What earlier lots give leaves later ones.
    """
    leftovers, used = {}, 0
    limit = today + timedelta(days=EXPIRY_DAYS)
    for lot, units in zip(lots, take(lots, taken), strict=True):
        if not pays(lot, today):
            continue
        if not lot.end:
            used += units
            continue
        part = min(units, max(daily * (lot.end - today).days - used, 0))
        used += part
        left = round(units - part)
        if lot.end <= limit and left * 100 >= lot.units * LEFTOVER_PERCENT:
            leftovers[lot.end] = leftovers.get(lot.end, 0) + left
    return sorted(leftovers.items())


def get_advice(facts):
    """Return the advice of some facts: (rule, its figures), the most urgent first."""
    return [
        *([("debt", {"units": facts.debt})] if facts.debt else []),
        *(("expiring", {"day": day, "units": left}) for day, left in facts.expiring),
        *_advise_allowance(facts),
        *([("questions", {"number": facts.questions})] if facts.questions else []),
    ]


def _advise_allowance(facts):
    months = count_months(facts.first, facts.last)
    monthly = round(facts.used / months)
    figures = {"units": monthly, "allowance": facts.allowance}
    if not facts.allowance:
        often = max(OFTEN_PURCHASES, OFTEN_A_MONTH * months)
        if facts.purchases >= often:
            yield "often", {"number": facts.purchases, "units": monthly}
    elif months < STEADY_MONTHS - 0.1:
        return
    elif monthly * 100 > facts.allowance * LARGER_PERCENT:
        yield "larger", figures
    elif monthly * 100 < facts.allowance * SMALLER_PERCENT:
        yield "smaller", figures
