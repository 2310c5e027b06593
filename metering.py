"""Exact arithmetic of the ledger: no ORM, no accumulated floats.

A *quantity* is what the database stores: minutes of a time plan or currency of a
money plan, with at most three decimals (the finest currency in use has three). A
*unit* is a thousandth of it, always an ``int``. Quantities become units once, on the
way in, and become quantities again once, on the way out.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

QUANTITY_DIGITS = (16, 3)
RATE_DIGITS = (16, 6)
SCALE = 1000
MINUTES_PER_HOUR = 60
SECONDS_PER_MINUTE = 60
# A single line longer than a month is a typing error, not work.
WORKED_MINUTES_MAX = 31 * 24 * MINUTES_PER_HOUR
# No sum of time is longer; a float holds it exactly.
MINUTES_MAX = 10**12
# "0:45", "1.5 h", "1 h 30", "1h5", "1 h 5 min", "25 min"; a bare number is minutes.
# Two figures behind a space are minutes, one is a word of the text: "1 h 3 users".
DURATION = re.compile(
    r"""
    (?P<sign>[-+\u2212]\s*)?
    (?: (?P<clock>\d+) : (?P<past>[0-5]\d) (?: : (?P<seconds>[0-5]\d) )?
      | (?P<part>\d+[.,]\d+) \s* H
      | (?P<hours>\d+) \s* H (?: (?P<rest>[0-5]?\d | \s*[0-5]\d | \s*[0-5]?\d\s*M) )?
      | (?P<minutes>\d+) (?: \s* M )?
    ) (?=\s|$)
    """.replace("H", "h(?:rs?|ours?|eures?)?").replace("M", "m(?:n|ins?|inutes?)?"),
    re.VERBOSE | re.IGNORECASE,
)


def to_units(quantity):
    """Return the units (int) of a stored quantity (float)."""
    return round(quantity * SCALE)


def to_quantity(units):
    """Return the quantity (float, exact to three decimals) of units (int)."""
    return round(units / SCALE, QUANTITY_DIGITS[1])


def round_half_up(value, step=1):
    """Return the multiple of ``step`` nearest to ``value``, halves upwards (Decimal).

    A float is read as the decimal number that it prints as.
    """
    step = Decimal(str(step))
    return (Decimal(str(value)) / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def to_minutes(duration, minutes_per_unit=MINUTES_PER_HOUR):
    """Return whole minutes (int) of a duration in hours, or in another unit of time.

    Rounded half up, after dropping the noise of a float (20 minutes are stored as
    0.33333333333333 h). What is no duration at all (not a number, beyond any work)
    becomes one minute more than ``WORKED_MINUTES_MAX``, for the caller to refuse.
    """
    minutes = duration * minutes_per_unit
    if not abs(minutes) <= WORKED_MINUTES_MAX:
        return WORKED_MINUTES_MAX + 1 if not minutes < 0 else -1
    return int(round_half_up(round(minutes, 6)))


def to_minute_price(price_hour):
    """Return the price of a minute (float), to ``RATE_DIGITS``, of an hour's."""
    price = Decimal(str(price_hour)) / MINUTES_PER_HOUR
    return float(round_half_up(price, Decimal(1).scaleb(-RATE_DIGITS[1])))


def is_same_price(one, other):
    """Tell whether two prices of a minute are equal, to ``RATE_DIGITS``."""
    return round(one - other, RATE_DIGITS[1]) == 0


def split(lots, units):
    """Take units from lots in the order given.

    ``lots`` is an iterable of (key, units available). Return the list of (key, units
    taken) without empty parts, and the units that no lot covered.
    """
    parts = []
    for key, available in lots:
        if units <= 0:
            break
        taken = min(available, units)
        if taken > 0:
            parts.append((key, taken))
            units -= taken
    return parts, units


def apportion(total, weights):
    """Split an integer in proportion to integer weights, exactly.

    Cumulative rounding: the parts always add up to ``total``.
    """
    whole = sum(weights)
    parts, given, weight = [], 0, 0
    for share in weights:
        weight += share
        upto = int(round_half_up(Decimal(total) * weight / whole)) if whole else 0
        parts.append(upto - given)
        given = upto
    return parts


def format_minutes(minutes):
    """Return minutes as people read them: ``3 h 36``, ``10 h``, ``45 min``."""
    whole = int(round_half_up(abs(minutes)))
    sign = "-" if minutes < 0 < whole else ""
    hours, rest = divmod(whole, MINUTES_PER_HOUR)
    if not hours:
        return f"{sign}{rest} min"
    return f"{sign}{hours} h {rest:02}" if rest else f"{sign}{hours} h"


def parse_minutes(text):
    """Return the minutes (int) of a duration as `format_minutes` and people write it.

    None if the text is no duration.
    """
    compact = re.sub(r"\s", "", text)
    minutes, end = read_minutes(compact)
    return minutes if end == len(compact) else None


def read_minutes(text):
    """Return the minutes (int) of the duration that begins a text, and where it ends.

    None and 0 without one. What is beyond all time is ``MINUTES_MAX``.
    """
    match = DURATION.match(text)
    if not match:
        return None, 0
    parts = {name: part or "0" for name, part in match.groupdict().items()}
    hours = _read_number(parts["clock"]) + _read_number(parts["hours"])
    minutes = hours * MINUTES_PER_HOUR + sum(
        _read_number(re.sub(r"\D", "", parts[name]))
        for name in ("past", "rest", "minutes")
    )
    minutes += _read_number(parts["part"], MINUTES_PER_HOUR)
    minutes += _read_number(parts["seconds"]) >= SECONDS_PER_MINUTE / 2
    sign = -1 if match["sign"] and match["sign"][0] != "+" else 1
    return sign * min(minutes, MINUTES_MAX), match.end()


def _read_number(text, times=1):
    # A float takes any number of figures, an int and a Decimal do not.
    number = min(float(text.replace(",", ".")), MINUTES_MAX)
    return int(round_half_up(number * times))


def earn(price, due, used, expired, breakage=0):
    """Return how much of a price is earned by use, and how much by breakage.

    ``price`` is in the smallest coin (int), the rest in units: what the price pays
    for, what was drawn of it, what expired. Cumulative: call it with totals, book the
    difference. Credit that is used up, expired or no longer due has earned its price
    exactly. ``breakage`` is the part (0 to below 1) that clients are expected never to
    use; it is earned in proportion to use (IFRS 15 B46).
    """
    if used + expired >= due:
        total = price
    else:
        expected = Decimal(due) * (1 - Decimal(str(breakage)))
        share = min(Decimal(used + expired) / expected, Decimal(1))
        total = int(round_half_up(price * share))
    by_use = int(round_half_up(Decimal(price) * min(used, due) / due)) if due else total
    return by_use, total - by_use
