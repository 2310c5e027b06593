"""SIGKILL: of processes at work, at moments, statements and commits."""

import time
from functools import partial

from . import crons, strike, work  # noqa: F401 - importing crons declares them
from .fault import plays
from .judge import find_violations
from .work import WORKS

# After so many kills of one work the whole database is judged.
BATCH = 5


def _play(kind, place, times, rng, outcome):
    """Kill so many pieces of a work."""
    strike.set_policy(place, kind.policy)
    length = strike.measure(place, kind, rng, outcome)
    for number in range(times):
        point = strike.choose(rng, length)
        piece = kind(place, place.ids, place.take_number(), rng)
        found = _strike(place, piece, point)
        if number % BATCH == 0 or number == times - 1:
            found += place.read(find_violations)
        outcome.add(found, f"{piece.token}, {point.kind} {point.at:g}")
        outcome.count(**{point.kind: 1})
    strike.set_policy(place, "paid")


def _strike(place, piece, point):
    """Start a piece of work, kill it, finish it, and return what is wrong with it."""
    piece.prepare()
    worker = place.start(piece.run, partial(strike.arm, point))
    worker.go()
    if point.kind == "moment":
        time.sleep(point.at)
        worker.kill()
    worker.wait()
    return strike.judge(place, piece, worker)


for name, kind in WORKS.items():
    plays(f"kill_{name}")(partial(_play, kind))
