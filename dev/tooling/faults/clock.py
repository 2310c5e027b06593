"""The clock of a server set back while work goes on."""

from datetime import datetime, timedelta, timezone

from freezegun import freeze_time

from odoo import sql_db

from . import strike
from .fault import plays
from .judge import find_violations
from .place import workers_at_once
from .work import WORKS

# Back by an hour, a day, and across the end of the month.
STEPS = (timedelta(hours=1), timedelta(days=1), None)
KINDS = ("draws", "holds", "posted", "expiry", "recognition", "hold_expiry")


@plays("clock")
def clock(place, times, rng, outcome):
    """Work on a server whose clock is right, then wrong, then right again."""
    strike.set_policy(place, "posted")
    for number in range(times):
        back = STEPS[number % len(STEPS)] or get_month_back(datetime.now(timezone.utc))
        pieces = [
            kind(place, place.ids, place.take_number(), rng)
            for _time in range(3)
            for kind in map(WORKS.get, KINDS)
        ]
        found = []
        count = len(KINDS)
        for begin, delta in ((0, None), (count, back), (2 * count, None)):
            found += _work(place, pieces[begin : begin + count], delta)
            found += place.read(find_violations)
        outcome.add(found, f"back by {back}")
    strike.set_policy(place, "paid")


def get_month_back(now):
    """Return how far back the last day of the month before is."""
    return now - (now.replace(day=1) - timedelta(days=1))


def _work(place, pieces, delta):
    """Do pieces of work on a server whose clock is wrong by a delta, and seal."""
    for piece in pieces:
        piece.prepare()

    def run(teller):
        for piece in pieces:
            piece.run(teller)
        place.once(lambda env: env["prepaid.seal"]._cron_seal())

    before = (lambda: set_back(delta)) if delta else None
    with workers_at_once(place, [run], before) as workers:
        pass
    found = [text for piece in pieces for text in strike.judge(place, piece, *workers)]
    return found[:20]


def set_back(delta):
    """Set the clock of this process back, and what it hears of the database's."""
    # A moment first: from then on Python's own clock is the wrong one.
    now = sql_db.BaseCursor.now
    sql_db.BaseCursor.now = lambda cursor: now(cursor) - delta
    freeze_time(datetime.now() - delta, tick=True).start()
