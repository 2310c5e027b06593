"""The server of the database: stopped at once, and its connections cut."""

import time

import psycopg2

from .crowd import Crowd
from .fault import plays

WORKERS = 3
CUTS_EACH = 10


@plays("stop")
def stop(place, times, rng, outcome):
    """Stop the server as if it had crashed, while people work, and start it."""
    for number in range(times):
        crowd = Crowd(place, WORKERS, rng)
        with crowd.at_work():
            time.sleep(rng.uniform(0.5, 2))
            place.cluster.stop("immediate")
            place.cluster.start()
            time.sleep(rng.uniform(0.5, 1))
        crowd.judge(outcome, f"stop {number}")


@plays("cut")
def cut(place, times, rng, outcome):
    """Cut the connection of somebody at work, again and again."""
    for begin in range(0, times, CUTS_EACH):
        crowd = Crowd(place, WORKERS, rng)
        done = 0
        with crowd.at_work():
            deadline = time.monotonic() + 120
            while done < min(CUTS_EACH, times - begin) and time.monotonic() < deadline:
                time.sleep(rng.uniform(0.02, 0.3))
                done += _cut_one(place, rng)
            time.sleep(0.5)
        before = outcome.times
        crowd.judge(outcome, f"cut {begin}")
        outcome.times += done - 1 if outcome.times > before else 0


def _cut_one(place, rng):
    """Cut one connection that is in a transaction; return how many there were."""
    rows = place.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        " AND xact_start IS NOT NULL"
    )
    if not rows:
        return 0
    [pid] = rng.choice(rows)
    try:
        return int(place.query("SELECT pg_terminate_backend(%s)", pid)[0][0])
    except psycopg2.Error:
        return 0
