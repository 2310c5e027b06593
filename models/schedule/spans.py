"""What a schedule sells on which day, and what that comes to. No ORM.

A *span* is so much of a product at one price from a day to a day. A change ends spans
the day before and starts others: nothing that was sold is overwritten, so that every
day has its price for ever. What is to be billed is what the days come to less what was
billed of them already, however the spans came to be what they are.
"""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from .periods import ONE_DAY, find, walk

HALF = Fraction(1, 2)
MILLION = 10**6


class Wanted(NamedTuple):
    """So many of a product, each at ``price`` less ``discount`` percent for ``months``.

    ``price`` is in the schedule's currency, as its taxes say: with them or without.
    """

    product: int
    quantity: float
    price: float
    discount: float
    months: int

    def get_amount(self):
        """Return the price of a whole period, as an exact fraction."""
        share = 1 - exact(self.discount) / 100
        return exact(self.quantity) * exact(self.price) * share


class Span(NamedTuple):
    """What is wanted from ``first`` to ``last`` (None: until it is changed)."""

    wanted: Wanted
    first: date
    last: date | None = None
    line: int = 0


class Share(NamedTuple):
    """What a product comes to within one of its periods.

    ``units`` are days of one each: two for ten days are twenty. ``amount`` is exact,
    or rounded, in the schedule's currency.
    """

    units: Fraction = Fraction(0)
    amount: Fraction = Fraction(0)

    def __add__(self, other):
        return Share(self.units + other.units, self.amount + other.amount)

    def __sub__(self, other):
        return Share(self.units - other.units, self.amount - other.amount)

    def take(self, amount):
        """Return so much of it, with its days to the millionth: they are stored so."""
        units = round(self.units * amount / self.amount * MILLION)
        return Share(Fraction(units, MILLION), amount)


class Grid(NamedTuple):
    """The days on which the periods of a schedule start.

    They are on day ``anchor`` of a month, or its last day, every ``months`` from
    ``origin``, and are billed in advance. What has a shorter period is billed for as
    many of them as fit; what has a longer one when its own starts.
    """

    origin: date
    anchor: int
    months: int

    def find(self, day, months=None):
        """Return the period that holds a day, of so many months."""
        return find(day, months or self.months, self.anchor, self.origin)

    def walk(self, first, last, months):
        return walk(first, last, months, self.anchor, self.origin)

    def get_horizon(self, until, months):
        """Return the last day that is billed of what has periods of so many months.

        ``until`` is the first day that is not begun.
        """
        return self.find(until - ONE_DAY, max(months, self.months)).last


def exact(number):
    """Return the fraction that a float prints as."""
    return Fraction(str(number))


def change(spans, day, wanted):
    """Return the spans once exactly these are wanted from ``day`` on.

    A span that is wanted as it is goes on. Those that would start later never start.
    """
    missing, kept = list(wanted), []
    for span in spans:
        if span.last and span.last < day:
            kept.append(span)
        elif span.first <= day and not span.last and span.wanted in missing:
            missing.remove(span.wanted)
            kept.append(span)
        elif span.first < day:
            kept.append(span._replace(last=day - ONE_DAY))
    return kept + [Span(each, day) for each in missing]


def reprice(spans, day, prices):
    """Return the spans with other prices from ``day`` on, each to its own end.

    ``prices`` is {(product, months, price now): price then}.
    """
    found = []
    for span in spans:
        wanted = reprice_wanted(span.wanted, prices)
        if wanted == span.wanted or (span.last and span.last < day):
            found.append(span)
            continue
        if span.first < day:
            found.append(span._replace(last=day - ONE_DAY))
        found.append(Span(wanted, max(span.first, day), span.last))
    return found


def reprice_wanted(wanted, prices):
    key = (wanted.product, wanted.months, wanted.price)
    return wanted._replace(price=prices.get(key, wanted.price))


def get_wanted(spans, day):
    """Return what is wanted on a day."""
    return [
        span.wanted
        for span in spans
        if span.first <= day and (not span.last or day <= span.last)
    ]


def get_due(spans, until, grid, rounding):
    """Return {(product, Period): Share} of what has begun before ``until``.

    Amounts are rounded once for a product and period, half up.
    """
    due = defaultdict(Share)
    for wanted, first, last, _line in spans:
        horizon = grid.get_horizon(until, wanted.months)
        end = min(last or horizon, horizon)
        for period in grid.walk(first, end, wanted.months):
            days = period.count(first, end)
            part = Fraction(days, period.days)
            due[wanted.product, period] += Share(
                exact(wanted.quantity) * days, wanted.get_amount() * part
            )
    step = exact(rounding)
    return {
        key: share._replace(amount=(share.amount / step + HALF) // 1 * step)
        for key, share in due.items()
    }


def subtract(due, billed):
    """Return {(product, Period): Share} of what is due and not billed yet, signed."""
    keys = due.keys() | billed.keys()
    gaps = {k: due.get(k, Share()) - billed.get(k, Share()) for k in keys}
    return {key: gap for key, gap in gaps.items() if gap != Share()}


def keep_positive(gaps, rounding):
    """Return the gaps without what would make their sum negative: that stays open."""
    budget = sum(max(gap.amount, 0) for gap in gaps.values())
    step, kept = exact(rounding), {}
    for key, gap in sorted(gaps.items(), key=lambda item: -item[1].amount):
        if gap.amount < 0:
            taken = min(-gap.amount, budget) // step * step
            gap = gap.take(-taken)
            budget -= taken
        if gap != Share():
            kept[key] = gap
    return kept
