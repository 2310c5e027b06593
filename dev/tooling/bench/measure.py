"""Rounds, medians and spreads. No Odoo here: a clock and functions."""

import time
from statistics import median, quantiles

MILLI = 1000


def summarise(seconds):
    """Return what durations are like, in milliseconds."""
    times = sorted(value * MILLI for value in seconds)
    pairs = times if len(times) > 1 else times * 2
    parts = quantiles(pairs, n=100, method="inclusive")
    return {
        "rounds": len(times),
        "median": round(median(times), 3),
        "low": round(parts[24], 3),
        "high": round(parts[74], 3),
        "p95": round(parts[94], 3),
        "p99": round(parts[98], 3),
    }


def alternate(works, rounds):
    """Return {name: [seconds]} of works {name: function}, in turns.

    Each function returns the seconds that it took. Every second round goes backwards,
    so that nobody is always the first; what comes before the first round is not kept.
    """
    names = list(works)
    times = {name: [] for name in names}
    for name in names:
        works[name]()
    for number in range(rounds):
        for name in names if number % 2 else reversed(names):
            times[name].append(works[name]())
    return times


def compare(times, name, other):
    """Return the median of what a round of one is to the same round of the other."""
    return round(
        median(a / b for a, b in zip(times[name], times[other], strict=True)), 3
    )


def tell(times):
    """Return a result of rounds: each summarised, and the ratios to Odoo and floor."""
    result = {name: summarise(seconds) for name, seconds in times.items()}
    for name, ratio in (("odoo", "ratio"), ("floor", "to_floor")):
        if name in times:
            result[ratio] = compare(times, "ours", name)
    return result


class Stopwatch:
    """The seconds that pass inside it, added up."""

    def __init__(self):
        self.seconds = 0

    def __enter__(self):
        self.start = time.perf_counter()
        return self

    def __exit__(self, *args):
        self.seconds += time.perf_counter() - self.start
