"""What a minute costs: worked → metered → drawn, and why. No ORM.

*Terms* are frozen when work is logged; *work* is what a line says. `meter` returns
the *facts*: what came out and every rule that applied, as plain data that is stored
with the entry and told to people in their own language.

The order of the rules, each of which is monotone in the worked time:

1. The first minutes of an exchange may be free.
2. The rest is metered: as the smallest standard duration that holds it, beyond those
   (or without) in steps, and never below the minimum. The lines of a visit are metered
   together: each adds what it makes the whole longer.
3. Metered minutes lie on the clock behind the free ones, from the start of the work;
   what is metered beyond the work runs on after it. Rules by the clock (outside
   business hours, windows) have a factor each: of those that hold a minute, the highest
   prices it; they are never multiplied with each other.
4. Drawn is minutes × rate × that factor × response factor, rounded once, plus a flat
   quantity for the exchange. Where the plan says so (``is_highest``) the response is
   one more rule of the clock that holds every minute. A price is the hour's, as it was
   entered, and divided last. Counted items (messages) go by number instead.
   A surcharge that a tier waives (`waivers`) is not charged; a factor below 1 is none.
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
from .waivers import find_waived, waive
from .windows import Window

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
    windows: tuple = ()
    is_highest: bool = False
    zone: str = ""
    is_visit: bool = False
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
            durations=tuple(terms.durations),
            windows=tuple(Window(*window) for window in terms.windows),
            waives=tuple(map(tuple, terms.waives)),
        )


class Work(NamedTuple):
    """What a line says: minutes worked, how they are charged, when they were worked.

    ``clock`` lists (minutes, is outside business hours, *numbers of the terms' windows)
    from the start of the work; the last goes on for ever. ``items`` are counted
    exchanges, ``items_free`` those of them that the month's allowance pays. ``before``
    are the minutes worked earlier on the same visit.
    """

    minutes: int
    charge: str = "billable"
    items: int = 0
    items_free: int = 0
    clock: tuple = ()
    before: int = 0


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


def meter_more(worked, terms, before=0):
    """Return the metered minutes that work adds to what was worked before."""
    return meter_minutes(before + worked, terms) - meter_minutes(before, terms)


def split_clock(clock, skip, take):
    """Return {(is outside, *windows): minutes} of ``take`` behind ``skip``: rule 3."""
    taken = {}
    ends = clock[-1][1:] if clock else (False,)
    for minutes, *mark in (*clock[:-1], (skip + take, *ends)):
        skipped = min(skip, minutes)
        skip -= skipped
        part = min(minutes - skipped, take)
        take -= part
        if part:
            taken[tuple(mark)] = taken.get(tuple(mark), 0) + part
    return taken


def find_rule(mark, terms):
    """Return (factor, name) of the rule that prices a mark of the clock: the highest.

    The name of business hours is None, that of no rule empty.
    """
    is_outside, *numbers = mark
    rules = [terms.windows[number][:2] for number in numbers]
    if terms.is_highest and terms.response != 1:
        rules.append((terms.response, terms.response_name))
    if is_outside and (terms.outside != 1 or not rules):
        rules.append((terms.outside, None))
    return max(rules, key=lambda rule: rule[0], default=(1.0, ""))


def price_clock(clock, skip, take, terms):
    """Return {(factor, name): minutes} of ``take`` minutes behind ``skip``."""
    priced = {}
    for mark, minutes in split_clock(clock, skip, take).items():
        rule = find_rule(mark, terms)
        priced[rule] = priced.get(rule, 0) + minutes
    return priced


def draw(priced, terms):
    """Return (exact Decimal, units) drawn for priced minutes: rule 4, no items."""
    minutes = sum(
        minutes * Decimal(str(factor)) for (factor, _name), minutes in priced.items()
    )
    if not terms.is_highest:
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
    metered = meter_more(work.minutes, terms, work.before)
    free = max(terms.free - work.before, 0)
    has_flat = work.minutes > 0 and not work.before

    def price(rules):
        rules = waive(rules)
        return draw(price_clock(work.clock, free, metered, rules), rules)[0]

    waived = find_waived(terms, price, has_flat)
    terms = waive(terms)
    priced = price_clock(work.clock, free, metered, terms)
    exact, units = draw(priced, terms)
    facts = {"metered": metered, "rate": terms.rate}
    facts |= {"waived": waived} if waived else {}
    facts |= _get_metering_rules(work, metered, terms)
    if terms.price_hour:
        facts["price_hour"] = terms.price_hour
    facts |= _get_pricing_rules(priced, terms, waived)
    if exact != Decimal(units) / SCALE:
        facts["exact"] = f"{round(exact, RATE_DIGITS[1]).normalize():f}"
    if terms.flat and has_flat:
        facts["flat"] = terms.flat
        facts |= {"zone": terms.zone} if terms.zone else {}
        units += int(round_half_up(terms.flat, terms.smallest) * SCALE)
    return facts | {"units": units}


def _get_pricing_rules(priced, terms, waived):
    """Return which of the rules 3 and 4 priced the metered minutes."""
    outside = priced.get((terms.outside, None), 0)
    rules = {"outside": outside}
    if outside:
        rules["outside_factor"] = terms.outside
    spans = [
        [minutes, factor, name]
        for (factor, name), minutes in priced.items()
        if name and factor != 1
    ]
    if spans:
        rules["spans"] = spans
    is_told = terms.is_late or not terms.is_highest or "response" in dict(waived)
    if terms.response_name and is_told:
        rules["response"] = [terms.response_name, terms.response, terms.is_late]
    return rules


def _get_metering_rules(work, metered, terms):
    """Return which of the rules 1 and 2 made the metered minutes."""
    if work.before:
        total = work.before + work.minutes
        return {"visit": [total, meter_minutes(total, terms)]}
    free = min(work.minutes, terms.free)
    left = work.minutes - free
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
