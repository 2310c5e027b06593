"""On which day of the company it was what another program wrote. No ORM."""

from datetime import UTC, time

from .values import YEARS, Moment, has_day, read_date, read_moment, to_utc

# From this minute on it is the end of the day that stands there.
LAST_MINUTE = time(23, 59)


def read_day(text, order, home, written=None):
    """Return the day (date) of a text in the zone ``home``, or the key of what is
    wrong with it (str).

    Midnight and the last minute are of the day as it stands, in whatever zone: so
    programs write a day. Another time that says its zone, or is in the one of
    ``written``, is a moment. Else the day is as it stands, and "unsure_day" where in
    UTC it would be the beginning or the end of another one.
    """
    day = read_date(text, order)
    if isinstance(day, str):
        return day
    if day.year not in YEARS:
        return "no_date"
    moment = read_moment(text, order) if has_day(text) else "no_time"
    if not isinstance(moment, Moment):
        return day if moment == "no_time" else "no_date"
    if _is_border(moment.naive):
        return day
    if moment.offset is not None or written:
        utc = to_utc(moment, written)
        return utc if utc == "gap" else _place(utc, home).date()
    local = _place(moment.naive, home)
    return "unsure_day" if _is_border(local) and local.date() != day else day


def _is_border(moment):
    clock = moment.time()
    return clock == time() or clock >= LAST_MINUTE


def _place(utc, zone):
    return utc.replace(tzinfo=UTC).astimezone(zone)
