"""Round numbers beside a chart. Pure: nothing of Odoo here."""

from itertools import count
from math import ceil, floor

from ...metering import MINUTES_PER_HOUR

# At most so many steps between the ticks of a chart.
STEPS_MAX = 3
MINUTE_STEPS = (1, 2, 5, 10, 15, 30)


def get_ticks(low, top, is_time):
    """Return the round quantities that hold ``low`` and ``top``, highest first.

    Durations (minutes) are round in minutes and hours, amounts in tens.
    """
    for step in _get_steps(is_time):
        first, last = ceil(top / step), floor(low / step)
        if first - last <= STEPS_MAX:
            break
    return [round(step * number, 2) for number in range(first, last - 1, -1)]


def _get_steps(is_time):
    if is_time:
        yield from MINUTE_STEPS
    for power in count(0 if is_time else -2):
        for digit in (1, 2, 3, 5) if is_time else (1, 2, 5):
            step = digit * 10**power
            yield step * MINUTES_PER_HOUR if is_time else step
