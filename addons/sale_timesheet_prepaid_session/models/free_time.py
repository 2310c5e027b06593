"""When somebody is free: arithmetic of spans, no database and no clock of its own.

A span is (start, stop), naive and in UTC: an hour is an hour there, also while clocks
are changed. Only the grid of times that are offered follows a time zone.
"""

from datetime import datetime, timedelta, timezone

MINUTE = timedelta(minutes=1)


def merge(spans):
    """Return the same time as spans in order that neither touch nor overlap."""
    merged = []
    for start, stop in sorted(spans):
        if start >= stop:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def subtract(spans, taken):
    """Return what is left of spans once the taken ones are cut out."""
    left = []
    cuts = merge(taken)
    for start, stop in merge(spans):
        for cut_start, cut_stop in cuts:
            if cut_stop <= start or stop <= cut_start:
                continue
            if start < cut_start:
                left.append((start, cut_start))
            start = cut_stop
        if start < stop:
            left.append((start, stop))
    return left


def get_day_span(day, zone):
    """Return the span of a calendar day there: 23, 24 or 25 hours."""
    bounds = (day, day + timedelta(days=1))
    return tuple(
        datetime(d.year, d.month, d.day, tzinfo=zone)
        .astimezone(timezone.utc)
        .replace(tzinfo=None)
        for d in bounds
    )


def get_starts(spans, taken, lasts, step, zone):
    """Return the times at which a talk can start.

    ``spans`` is time to work, ``taken`` other talks with their pauses. ``lasts``:
    minutes of this one, and of the pause after it, which is no work but free of talks.
    Times are multiples of ``step`` minutes of the day in ``zone``.
    """
    length, kept = lasts[0] * MINUTE, sum(lasts) * MINUTE
    talks = merge(taken)
    starts = []
    for start, stop in merge(spans):
        moment = _get_next(start, step, zone)
        while moment + length <= stop:
            if not _is_taken(moment, moment + kept, talks):
                starts.append(moment)
            moment = _get_next(moment + MINUTE, step, zone)
    return starts


def _get_next(moment, step, zone):
    """Return the first time of the grid that is not before a moment."""
    if moment.second or moment.microsecond:
        moment = moment.replace(second=0, microsecond=0) + MINUTE
    there = moment.replace(tzinfo=timezone.utc).astimezone(zone)
    return moment + (-(there.hour * 60 + there.minute) % step) * MINUTE


def _is_taken(start, stop, spans):
    return any(
        start < taken_stop and taken_start < stop for taken_start, taken_stop in spans
    )
