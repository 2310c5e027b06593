"""When credit runs out at the pace of its use. Pure: nothing of Odoo here.

The pace is a mean of the units used a day in which a day weighs half of one that is
``HALF_LIFE`` days younger, spread over the days of the week as the client works. The
range holds four times in five: weeks differ, a mean of few weeks is not sure, and
clients change. The figures were chosen by ``dev/forecast``. They are estimates, the
only floats of the ledger: nothing is booked by them.
"""

from bisect import bisect_left
from datetime import date, timedelta
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

# Older use says nothing any more.
HISTORY_DAYS = 365
# A pace taken from fewer days since the first work says nothing of the months to come,
# nor does a single day of work.
GATHERING_DAYS = 14
WORKED_DAYS = 2
# Who used nothing for so long has no pace.
IDLE_DAYS = 90
# Beyond ten years nobody asks for the day.
DAYS_MAX = 3650

HALF_LIFE = 45
# Of 80 %: the deviations of a normal distribution on either side.
DEVIATIONS = 1.2816
# How much the pace itself is thought to change.
DRIFT = 0.3
# Weeks thought to have differed by all of their mean, beside those that were seen.
PRIOR_WEEKS = 2
# What floats leave of a unit.
NOISE = 1e-9


class Lot(NamedTuple):
    """Credit left: its units, and the first and last day of work that it pays for."""

    units: int
    start: date
    end: date | None = None


class Credit(NamedTuple):
    """Credit that expires: what was used of it and what is left, and its days."""

    used: int
    left: int
    start: date
    end: date


class Pace(NamedTuple):
    """How fast credit is used: units a day, and the variances of it.

    ``spread`` is that of a day, ``doubt`` that of the mean. ``shares`` are the parts
    of the days of a week from Monday on, 1 on average.
    """

    daily: float
    spread: float
    doubt: float
    shares: tuple = (1,) * 7

    def get_need(self, elapsed, deviations=0):
        """Return the units used after so many average days, never less than before."""
        spread = sqrt(self.spread * elapsed + self.doubt * elapsed * elapsed)
        return max(self.daily * elapsed + deviations * spread, 0)


class Forecast(NamedTuple):
    """The day on which credit is gone, and between which days four times in five.

    ``is_early``: use takes it before it expires. ``daily`` are the units used a day.
    ``state``: told, or why no day is: gathering (too little use yet), idle (none for
    long), gone (nothing is left that pays today). Days beyond ten years are None; so is
    all that is not told.
    """

    state: str
    day: date | None = None
    soonest: date | None = None
    latest: date | None = None
    daily: float = 0
    is_early: bool = False


def forecast(draws, lots, today, taken=0):
    """Return the forecast of one contract.

    ``draws`` are (day, units used) of each day with use, ``lots`` what is left in the
    order of use, ``taken`` the units of it that are set aside or owed.
    """
    left = take(lots, taken)
    pace = get_pace(draws, today)
    if isinstance(pace, str):
        return Forecast(pace)
    credit = zip(left, lots, strict=True)
    if not any(units for units, lot in credit if pays(lot, today)):
        return Forecast("gone", daily=pace.daily)
    days = [
        get_last_day(left, lots, today, get_curve(pace, today, deviations))
        for deviations in (0, DEVIATIONS, -DEVIATIONS)
    ]
    expiry = get_last_day(left, lots, today, lambda days: 0)
    # Use only makes it sooner: where expiry ends it, so does use.
    is_early = bool(expiry and days[0] < expiry)
    return Forecast("told", *days, pace.daily, is_early)


def get_pace_percent(credits, today):
    """Return the used part of what expires by the part of its time that is over.

    In whole percent, 0 where nothing expires. Bigger credit counts for more.
    """
    valid = [credit for credit in credits if credit.start <= today <= credit.end]
    used = sum(credit.used for credit in valid)
    elapsed = sum(
        (credit.used + credit.left)
        * ((today - credit.start).days + 1)
        / ((credit.end - credit.start).days + 1)
        for credit in valid
    )
    return round(100 * used / elapsed) if elapsed else 0


# === PACE === #


def get_pace(draws, today):
    """Return the Pace of the use up to today, or why there is none (str)."""
    since = today - timedelta(days=HISTORY_DAYS)
    worked = {day: units for day, units in draws if day <= today and units}
    used = {day: units for day, units in worked.items() if day > since}
    if not used:
        return "idle" if worked else "gathering"
    ages = {(today - day).days: units for day, units in used.items()}
    if max(ages) < GATHERING_DAYS or len(ages) < WORKED_DAYS:
        return "idle" if min(ages) >= IDLE_DAYS else "gathering"
    daily = get_mean(ages, max(ages) + 1)
    if min(ages) >= IDLE_DAYS or daily <= 0:
        return "idle"
    return Pace(daily, *get_variances(ages, daily), get_shares(ages, today))


def get_weight(age):
    return 0.5 ** (age / HALF_LIFE)


def get_mean(ages, days):
    """Return the units a day of ``days`` days, the recent ones first."""
    weights = sum(map(get_weight, range(days)))
    return sum(get_weight(age) * units for age, units in ages.items()) / weights


def get_variances(ages, daily):
    """Return the variance of a day's use, and that of the mean, from whole weeks."""
    count = (max(ages) + 1) // 7
    weeks = [0] * count
    for age, units in ages.items():
        if age < count * 7:
            weeks[age // 7] += units
    weights = [get_weight(7 * week) for week in range(count)]
    mean = daily * 7
    squares = sum(w * (x - mean) ** 2 for w, x in zip(weights, weeks, strict=True))
    variance = (squares + PRIOR_WEEKS * mean**2) / (sum(weights) + PRIOR_WEEKS)
    seen = sum(weights) ** 2 / sum(w * w for w in weights)
    return variance / 7, variance / 49 / seen + (DRIFT * daily) ** 2


def get_shares(ages, today):
    """Return the part of each day of the week, drawn to the average by few weeks."""
    means, number = [0] * 7, max(ages) + 1
    for first in range(7):
        seen = range(first, number, 7)
        used = sum(get_weight(age) * ages.get(age, 0) for age in seen)
        day = (today.weekday() - first) % 7
        means[day] = max(used, 0) / sum(map(get_weight, seen))
    mean, weeks = sum(means) / 7, sum(map(get_weight, range(0, number, 7)))
    return tuple(
        (used / mean * weeks + PRIOR_WEEKS) / (weeks + PRIOR_WEEKS) for used in means
    )


# === CREDIT === #


def pays(lot, day):
    return lot.start <= day and (not lot.end or day <= lot.end)


def take(lots, units):
    """Return what is left of each lot once units are taken, in the order of use."""
    left = []
    for lot in lots:
        part = min(lot.units, units)
        left.append(lot.units - part)
        units -= part
    return left


def get_curve(pace, today, deviations):
    """Return the function from days after today to the units used by then."""
    shares = [pace.shares[(today.weekday() + day) % 7] for day in range(1, 7)]
    within = [0, *accumulate(shares)]

    def need(days):
        weeks, rest = divmod(days, 7)
        return pace.get_need(7 * weeks + within[rest], deviations)

    return need


def get_last_day(left, lots, today, need):
    """Return the day on which nothing is left that pays, None beyond ten years.

    From one day to the next on which credit begins or expires, what is used comes from
    the lots that are valid then.
    """
    left, begin = list(left), 0
    for end in get_turns(lots, today):
        day = today + timedelta(days=begin + 1)
        valid = [at for at, lot in enumerate(lots) if left[at] and pays(lot, day)]
        credit = sum(left[at] for at in valid)
        if not credit:
            return today + timedelta(days=begin)
        used = need(begin)
        days = range(begin + 1, end + 1)
        last = bisect_left(days, used + credit * (1 - NOISE), key=need)
        if last < len(days):
            return today + timedelta(days=days[last])
        rest = need(end) - used
        for at in valid:
            part = min(left[at], rest)
            left[at] -= part
            rest -= part
        begin = end
    return None


def get_turns(lots, today):
    """Return after how many days what is valid changes, ten years as the last."""
    turns = {(lot.start - today).days - 1 for lot in lots}
    turns |= {(lot.end - today).days for lot in lots if lot.end}
    return sorted({turn for turn in turns if 0 < turn < DAYS_MAX} | {DAYS_MAX})
