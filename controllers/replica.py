"""Pages that a read replica serves, and that are never older than the question.

A replica is behind the primary, mostly for milliseconds. Who paid, booked or worked
asks for the next page at once, perhaps of another server, and a provider may book for
them: no mark in a session knows of that. So the primary is asked how far it is, which
costs it next to nothing, and the replica reads once it is as far.
"""

import time

import psycopg2

from odoo.http import request
from odoo.tools import config

WAIT_SECONDS_MAX = 0.2
PAUSE_SECONDS = 0.005


def is_current(_controller, _rule, _args):
    """Tell whether the replica has all that was committed when this was asked.

    It stands as ``readonly`` of routes that show what people did. Where it is not so,
    Odoo asks the primary.
    """
    cr = request.env.cr
    if not (config["db_replica_host"] and cr.readonly):
        return True
    position = _get_position(request.registry)
    return position is None or _wait_for(cr, position)


def _get_position(registry):
    """Return how far the primary has written what is committed, None if it is gone.

    Nobody books without it: then what the replica has is all there is.
    """
    try:
        with registry.cursor() as cr:
            cr.execute("SELECT pg_current_wal_flush_lsn()")
            return cr.fetchone()[0]
    except psycopg2.OperationalError:
        return None


def _wait_for(cr, position):
    """Tell whether the replica gets as far as the position within the time."""
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not _has_replayed(cr, position):
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def _has_replayed(cr, position):
    """Tell whether the replica has replayed up to the position.

    It is always so where Odoo was given no replica, but the primary itself.
    """
    cr.execute("SELECT coalesce(pg_last_wal_replay_lsn() >= %s, TRUE)", [position])
    (is_replayed,) = cr.fetchone()
    # What is read later sees what is there now, and an open transaction may even keep
    # the replica from going on.
    cr.rollback()
    return is_replayed
