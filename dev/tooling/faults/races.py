"""Failures of serialisation, by chance and on purpose, and actions that overlap."""

import time
from types import SimpleNamespace

from odoo.service import model

from . import crons, strike  # noqa: F401 - importing crons declares them
from .crowd import Crowd
from .fault import plays
from .judge import find_violations
from .place import workers_at_once
from .work import WORKS

WRITERS = 4
SECONDS = 4
# What takes long comes more seldom.
REPEATED = (*("draws", "holds") * 4, "posted")
CRONS = (
    *("recognition", "expiry", "hold_expiry") * 3,
    *("refills", "schedules", "notices"),
)
REFUSAL = "DO $$BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '40001'; END$$"


@plays("writers")
def writers(place, times, rng, outcome):
    """Let several people work on one contract at the same moment."""
    for number in range(times):
        crowd = Crowd(place, WRITERS, rng)
        with crowd.at_work():
            time.sleep(SECONDS)
        outcome.add(crowd.find(), f"writers {number}")
        outcome.count(committed=crowd.done, **crowd.errors)


@plays("serialisation")
def serialisation(place, times, rng, outcome):
    """Refuse a statement of a work, once: Odoo repeats the transaction."""
    kinds = [WORKS[name] for name in REPEATED]
    strike.set_policy(place, "posted")
    lengths = {kind: strike.measure(place, kind, rng, outcome) for kind in set(kinds)}
    for number in range(times):
        kind = kinds[number % len(kinds)]
        at = rng.randint(1, lengths[kind].statements)
        piece = kind(place, place.ids, place.take_number(), rng)
        with workers_at_once(place, [piece.run], lambda at=at: _refuse(at)) as workers:
            pass
        # Where Odoo catches it, as when it writes a mail, it is told instead.
        found = strike.judge(place, piece, *workers, may_fail=True)
        outcome.count(told=sum(1 for worker in workers if worker.code))
        if number % 10 == 0 or number == times - 1:
            found += place.read(find_violations)
        outcome.add(found, f"{piece.token}, statement {at}")
    strike.set_policy(place, "paid")


def _refuse(at):
    """Have one statement of this process refused by the server."""

    def refuse(number, cursor):
        if number == at:
            cursor._obj.execute(REFUSAL)

    # Odoo waits up to seconds before it repeats; not that long here.
    model.time = SimpleNamespace(sleep=lambda _seconds: None)
    strike.Counter().install(on_statement=refuse)


@plays("overlap")
def overlap(place, times, rng, outcome):
    """Let two servers run an action over the same records at the same moment."""
    for number in range(times):
        kind = WORKS[CRONS[number % len(CRONS)]]
        piece = kind(place, place.ids, place.take_number(), rng)
        piece.prepare()
        with workers_at_once(place, [piece.run_alone] * 2) as workers:
            pass
        # One that lost the race is told so, and the next run does what is left.
        outcome.count(lost=sum(1 for worker in workers if worker.code))
        found = strike.judge(place, piece)
        outcome.add([*found, *place.read(find_violations)], piece.token)
