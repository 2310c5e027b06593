"""When work was done, cut where its price changes. No ORM."""

from datetime import timedelta

from ...metering import SECONDS_PER_MINUTE, apportion


def run_on(spans, minutes):
    """Return the spans of work, the last one going on for what is metered."""
    open_end = spans[-1][0] + timedelta(minutes=minutes)
    return [*spans[:-1], (spans[-1][0], max(spans[-1][1], open_end))]


def make_clock(spans, inside=None, windows=()):
    """Return the clock of spans for `terms.Work`, to the minute.

    ``inside`` are the (opening, closing) of the business hours, None where all hours
    are; ``windows`` the (start, stop) of each rule by the clock, in their order.
    """
    parts = [part for span in spans for part in _split_span(*span, inside, windows)]
    seconds = [part for part, _mark in parts]
    whole = round(sum(seconds) / SECONDS_PER_MINUTE)
    return tuple(
        (length, *mark)
        for length, (_part, mark) in zip(apportion(whole, seconds), parts, strict=True)
    )


def _split_span(start, stop, inside, windows):
    """Return the (seconds, mark) parts of a span.

    The mark is what `terms` prices: whether it is outside business hours, and the
    numbers of the windows that hold it.
    """
    intervals = [pair for each in (inside or (), *windows) for pair in each]
    times = [time for pair in intervals for time in pair]
    cuts = sorted({start, stop, *(time for time in times if start < time < stop)})
    parts = []
    for begin, end in zip(cuts, cuts[1:], strict=False):
        numbers = [n for n, each in enumerate(windows) if _holds(each, begin)]
        mark = (inside is not None and not _holds(inside, begin), *numbers)
        parts.append((int((end - begin).total_seconds()), mark))
    return parts


def _holds(intervals, moment):
    return any(start <= moment < stop for start, stop in intervals)
