"""What happens to a site while everybody works: one thing after another."""

import time
from typing import NamedTuple

from ..output import step

SETTLE_SECONDS = 5
# From here on the replica does not keep up.
BEHIND = "The replica falls behind"


class Phase(NamedTuple):
    """What happened, when, and what the replica did meanwhile by its own statistics."""

    name: str
    begun: float
    ended: float
    transactions: int


def play(site, seconds):
    """Let each thing happen for so many seconds; return the phases."""
    return [
        _play(site, name, happen, undo, seconds)
        for name, happen, undo in (
            ("All servers run", None, None),
            ("A server for pages is killed", _kill_web, _restart_web),
            ("A server for scheduled actions is killed", _kill_cron, None),
            (BEHIND, _hold_replica, _let_replica),
            ("The replica is killed", _kill_replica, None),
        )
    ]


def _play(site, name, happen, undo, seconds):
    with step(name):
        before, begun = _count_transactions(site), time.time()
        if happen:
            happen(site)
        after = _count_transactions(site)
        time.sleep(seconds)
        after = _count_transactions(site) or after
        ended = time.time()
        if undo:
            undo(site)
            time.sleep(SETTLE_SECONDS)
    return Phase(name, begun, ended, max(after - before, 0))


def _count_transactions(site):
    """Return what the replica's own statistics tell, 0 if it is gone."""
    if not site.is_replica_alive:
        return 0
    query = (
        "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = %s"
    )
    return site.replica.execute(query, site.database)[0][0]


def _kill_web(site):
    site.kill("web1")


def _restart_web(site):
    site.start_web("web1")
    site.wait("web1")


def _kill_cron(site):
    site.kill("cron1")


def _hold_replica(site):
    site.replica.execute("SELECT pg_wal_replay_pause()")


def _let_replica(site):
    site.replica.execute("SELECT pg_wal_replay_resume()")
    site.wait_for_replica()


def _kill_replica(site):
    site.is_replica_alive = False
    site.replica.stop("immediate")
