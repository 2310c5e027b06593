"""When a rule by the clock holds: "Monday to Friday, 18:00 to 22:00". No ORM."""

from datetime import datetime, time, timedelta, timezone
from typing import NamedTuple

from ...metering import MINUTES_PER_HOUR

EVERY_DAY = range(7)
# What people choose, and on which days of the week it begins (Monday is 0).
DAYS = {
    "all": EVERY_DAY,
    "week": range(5),
    "weekend": (5, 6),
    **{str(day): (day,) for day in EVERY_DAY},
    "holiday": EVERY_DAY,
}


class Window(NamedTuple):
    """A factor that holds at certain hours, as it is frozen with the terms.

    The hours are of the client's clock. What ends no later than it begins goes on into
    the next day: 22 to 6.
    """

    factor: float
    name: str
    days: str = "all"
    hour_from: float = 0.0
    hour_to: float = 24.0


def get_times(window, start, stop, zone, holidays=()):
    """Return the sorted (start, stop), naive UTC, of a window between two moments.

    ``zone`` (tzinfo) is the client's. ``holidays`` are (start, stop), too.
    """
    day = to_clock(start, zone).date() - timedelta(days=1)
    last = to_clock(stop, zone).date()
    times = []
    while day <= last:
        if day.weekday() in DAYS[window.days]:
            times.append(_get_time(window, day, zone))
        day += timedelta(days=1)
    return _intersect(times, holidays) if window.days == "holiday" else times


def to_clock(moment, zone):
    """Return what the clock shows there at a moment, naive UTC."""
    return moment.replace(tzinfo=timezone.utc).astimezone(zone)


def format_hours(window):
    """Return the hours of a window as a list of one text, empty for the whole day."""
    if (window.hour_from, window.hour_to) == (0, 24):
        return []
    ends = (_to_minutes(hour) for hour in (window.hour_from, window.hour_to))
    shown = (divmod(minutes, MINUTES_PER_HOUR) for minutes in ends)
    return ["–".join(f"{hour:02}:{rest:02}" for hour, rest in shown)]


def _to_minutes(hour):
    return round(hour * MINUTES_PER_HOUR)


def _get_time(window, day, zone):
    hours = window.hour_to - window.hour_from
    until = day if hours > 0 else day + timedelta(days=1)
    return _read(day, window.hour_from, zone), _read(until, window.hour_to, zone)


def _read(day, hour, zone):
    """Return the moment, naive UTC, at which the clock there shows an hour."""
    midnight = datetime.combine(day, time.min)
    shown = midnight + timedelta(minutes=_to_minutes(hour))
    return shown.replace(tzinfo=zone).astimezone(timezone.utc).replace(tzinfo=None)


def _intersect(times, others):
    parts = (
        (max(start, begin), min(stop, end))
        for start, stop in times
        for begin, end in others
    )
    return sorted((start, stop) for start, stop in parts if start < stop)
