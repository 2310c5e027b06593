"""What a minute costs: worked → metered → drawn, and why. No ORM.

*Terms* are frozen when work is logged; *work* is what a line says. `meter` returns
the *facts*: what came out and every rule that applied, as plain data that is stored
with the entry and told to people in their own language.

The order of the rules, each of which is monotone in the worked time:

1. The first minutes of an exchange may be free.
2. The rest is metered: as the smallest standard duration that holds it, beyond those
   (or without) in steps, and never below the minimum.
3. Metered minutes lie on the clock behind the free ones, from the start of the work;
   what is metered beyond the work runs on after it. Each minute is inside or outside
   business hours.
4. Drawn is minutes × rate (× outside factor) × response factor, rounded once, plus a
   flat quantity for the exchange. A price is the hour's, as it was entered, and divided
   last. Counted items (messages) go by number instead.
   A surcharge (outside, response, flat) that a tier waives is not charged; a factor
   below 1 is none.
5. Included and goodwill work draws nothing; what it would have drawn is *offered*.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from ...metering import (
    MINUTES_PER_HOUR,
    RATE_DIGITS,
    SCALE,
    round_half_up,
    to_quantity,
)

ROUNDING = {"up": ROUND_CEILING, "down": ROUND_FLOOR}


class Terms(NamedTuple):
    """What a usage type costs under a plan.

    ``rate`` is a factor (time plans) or a price per minute (money plans);
    ``price_hour`` the price as it was entered, of which ``rate`` is a minute, rounded.
    It draws, but in terms frozen before 19.0.0.5.0, which know the minute's only.
    ``smallest`` is the least quantity drawn (a minute, a cent); ``flat`` and ``item``
    are quantities in the plan's unit; the rest is in minutes, or a factor. ``waives``
    lists (surcharge, name of the tier that waives it).
    """

    rate: float = 1.0
    price_hour: float = 0.0
    smallest: float = 1
    is_money: bool = False
    outside: float = 1.0
    response: float = 1.0
    response_name: str = ""
    is_late: bool = False
    free: int = 0
    minimum: int = 0
    step: int = 0
    rounding: str = "up"
    durations: tuple = ()
    flat: float = 0.0
    is_item: bool = False
    item: float = 0.0
    items_included: int = 0
    waives: tuple = ()

    def pack(self):
        """Return the terms as a dict for storage, without what is default."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self._asdict().items()
            if value != self._field_defaults[name]
        }

    @classmethod
    def unpack(cls, values):
        """Return the terms that `pack` stored; names it does not know are left out."""
        known = {k: v for k, v in (values or {}).items() if k in cls._fields}
        terms = cls(**known)
        return terms._replace(
            durations=tuple(terms.durations), waives=tuple(map(tuple, terms.waives))
        )


# What each surcharge is where it adds nothing.
NO_SURCHARGE = {"outside": 1, "response": 1, "flat": 0}


class Work(NamedTuple):
    """What a line says: minutes worked, how they are charged, when they were worked.

    ``clock`` lists (minutes, is outside business hours) from the start of the work; the
    last goes on for ever. ``items`` are counted exchanges, ``items_free`` those of them
    that the month's allowance pays.
    """

    minutes: int
    charge: str = "billable"
    items: int = 0
    items_free: int = 0
    clock: tuple = ()


def round_minutes(minutes, step, rounding):
    """Return the multiple of ``step`` minutes: up, down, or the nearest (halves up)."""
    if rounding not in ROUNDING:
        return int(round_half_up(minutes, step))
    return int((Decimal(minutes) / step).to_integral_value(ROUNDING[rounding])) * step


def meter_minutes(worked, terms):
    """Return the metered minutes (int) of worked minutes: rules 1 and 2."""
    left = worked - terms.free
    if left <= 0:
        return 0
    fitting = [duration for duration in terms.durations if duration >= left]
    if fitting:
        return max(min(fitting), terms.minimum)
    if terms.step:
        left = round_minutes(left, terms.step, terms.rounding)
    return max(left, terms.minimum, *terms.durations, 0)


def split_clock(clock, skip, take):
    """Return (inside, outside) of ``take`` minutes behind ``skip``: rule 3."""
    taken = [0, 0]
    spans = (
        [*clock[:-1], (skip + take, clock[-1][1])] if clock else [(skip + take, False)]
    )
    for minutes, is_outside in spans:
        skipped = min(skip, minutes)
        skip -= skipped
        part = min(minutes - skipped, take)
        take -= part
        taken[bool(is_outside)] += part
    return tuple(taken)


def waive(terms):
    """Return the terms less the surcharges that a tier waives: what is charged."""
    charged = {
        rule: min(getattr(terms, rule), NO_SURCHARGE[rule])
        for rule, _by in terms.waives
    }
    return terms._replace(**charged)


def _get_waived(work, outside, terms):
    """Return the waivers that made a difference to the work: [[surcharge, tier]]."""
    applies = {"outside": outside, "response": True, "flat": work.minutes > 0}
    return [
        [rule, by]
        for rule, by in terms.waives
        if applies[rule] and getattr(terms, rule) > NO_SURCHARGE[rule]
    ]


def draw(inside, outside, terms):
    """Return (exact Decimal, units) drawn for metered minutes: rule 4, no items."""
    minutes = inside + outside * Decimal(str(terms.outside))
    minutes *= Decimal(str(terms.response))
    if terms.price_hour:
        exact = minutes * Decimal(str(terms.price_hour)) / MINUTES_PER_HOUR
    else:
        exact = minutes * Decimal(str(terms.rate))
    return exact, int(round_half_up(exact, terms.smallest) * SCALE)


def meter(work, terms):
    """Return the facts (dict, fit for JSON) of work under terms.

    Always: ``worked`` and ``metered`` (minutes), ``due`` and ``offered`` (quantities in
    the plan's unit). The rest names the rules that applied.
    """
    counted = _meter_items(work, terms) if terms.is_item else _meter_time(work, terms)
    units = counted.pop("units")
    facts = {"worked": work.minutes, **counted, "due": to_quantity(units), "offered": 0}
    if work.charge != "billable":
        offered = facts["due"] if work.charge == "goodwill" else 0
        facts |= {"charge": work.charge, "due": 0, "offered": offered}
    return facts


def _meter_items(work, terms):
    paid = max(work.items - work.items_free, 0)
    exact = paid * Decimal(str(terms.item))
    return {
        "metered": work.minutes,
        "items": [work.items, work.items_free, terms.item],
        "units": int(round_half_up(exact, terms.smallest) * SCALE),
    }


def _meter_time(work, terms):
    metered = meter_minutes(work.minutes, terms)
    inside, outside = split_clock(work.clock, terms.free, metered)
    waived = _get_waived(work, outside, terms)
    terms = waive(terms)
    exact, units = draw(inside, outside, terms)
    facts = {"metered": metered, "outside": outside, "rate": terms.rate}
    facts |= {"waived": waived} if waived else {}
    facts |= _get_metering_rules(work.minutes, metered, terms)
    if terms.price_hour:
        facts["price_hour"] = terms.price_hour
    if outside:
        facts["outside_factor"] = terms.outside
    if terms.response_name:
        facts["response"] = [terms.response_name, terms.response, terms.is_late]
    if exact != Decimal(units) / SCALE:
        facts["exact"] = f"{round(exact, RATE_DIGITS[1]).normalize():f}"
    if terms.flat and work.minutes > 0:
        facts["flat"] = terms.flat
        units += int(round_half_up(terms.flat, terms.smallest) * SCALE)
    return facts | {"units": units}


def _get_metering_rules(worked, metered, terms):
    """Return which of the rules 1 and 2 made the metered minutes."""
    free = min(worked, terms.free)
    left = worked - free
    rules = {"free": free} if free else {}
    if not left:
        return rules
    if metered == terms.minimum > 0:
        return rules | {"minimum": metered}
    if metered == left:
        return rules
    if metered in terms.durations:
        return rules | {"duration": metered}
    return rules | {"step": [terms.step, terms.rounding]}
