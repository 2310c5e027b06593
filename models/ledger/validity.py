"""How long credit is valid, in whole days. No ORM."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta


def last_day(start, months):
    """Return the last day of ``months`` months that begin on ``start``; False for 0.

    They end the day before the same day of a later month: 12 months from 15 January end
    on 14 January. Where that month is too short for such a day, they end with it: one
    month from 31 January ends with February (so count Regulation (EEC) 1182/71, art. 3,
    and BGB § 188). 0 months are credit that never expires.
    """
    if not months:
        return False
    same_day = start + relativedelta(months=months)
    is_cut = same_day.day != start.day
    return same_day if is_cut else same_day - timedelta(days=1)


def rollover_expiry(expiry, grace_days, months, today):
    """Return the last day of what rolls over from credit that expired on ``expiry``.

    Its months begin on the day after. Were they over already, as when the grace is
    longer or nobody looked in time, they begin when the grace was over, or today:
    credit is never born expired.
    """
    first = expiry + timedelta(days=1)
    for start in (first, first + timedelta(days=grace_days)):
        end = last_day(start, months)
        if end >= today:
            return end
    return last_day(today, months)
