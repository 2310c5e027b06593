"""What the loser of a race does: it starts again, or is told."""

from contextlib import contextmanager, suppress

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

# How often work starts again by itself, before Odoo's own pauses.
RACES_MOST = 50


@contextmanager
def start_again_if_second(env, reason):
    """Let the request of a loser start again: it finds what the winner has made."""
    try:
        with env.cr.savepoint():
            yield
    except UniqueViolation as error:
        raise ConcurrencyError(reason) from error


class TurnLost(ConcurrencyError):
    """Who waited for records finds one changed, and has to start again."""

    def __init__(self, table, ids):
        super().__init__("Somebody else was first.")
        self.table = table
        self.ids = ids


def wait_for_turn(records):
    """Hold records before anything is done: who comes second waits here, not later.

    Who waited for what changed meanwhile has failed all the same, as always at
    REPEATABLE READ, but has done nothing yet.
    """
    ids = sorted(records.ids)
    if not ids:
        return
    try:
        _hold(records.env.cr, records._table, ids)
    except SerializationFailure as error:
        raise TurnLost(records._table, ids) from error


def run_in_turn(env, work, lost=TurnLost, renew=None):
    """Return what work returns, begun again at once whenever its turn is lost.

    Odoo would let the loser sleep for seconds, and others would be before it again.
    Call it where a request is answered: nothing of its transaction is kept. ``renew``
    is called before each new start, for what the database does not bring back.
    """
    for _number in range(RACES_MOST):
        try:
            return work()
        except lost as error:
            start_again(env, error)
            if renew:
                renew()
    return work()


def start_again(env, error):
    """Forget all that was done, and hold first what it was lost for.

    Call it where a request is answered: nothing of its transaction is kept.
    """
    env.cr.rollback()
    env.transaction.reset()
    env.registry.reset_changes()
    if isinstance(error, TurnLost):
        _queue(env.cr, error.table, error.ids)


def _queue(cr, table, ids):
    """Hold records, in the order of those who wait for them.

    The advisory locks are of the session, for the queue outlasts the transactions: each
    try to hold the records needs one that began after the last change.
    """
    queue = SQL("(hashtext(%s), id) FROM unnest(%s) AS id", table, ids)
    cr.execute(SQL("SELECT pg_advisory_lock%s", queue))
    try:
        is_held = False
        while not is_held:
            cr.rollback()
            with suppress(SerializationFailure):
                _hold(cr, table, ids)
                is_held = True
    except BaseException:
        cr.rollback()
        raise
    finally:
        cr.execute(SQL("SELECT pg_advisory_unlock%s", queue))


def _hold(cr, table, ids):
    """Lock the rows, in the order of ids: two who want the same never block both."""
    query = SQL(
        "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        *(SQL.identifier(table), ids),
    )
    cr.execute(query, log_exceptions=False)


def take_turn(record):
    """Hold a record while a person changes it; tell who comes meanwhile.

    Its row is written as well: a lock alone leaves no trace, and who read before it
    was given back would go on with what is not so any more. That one starts again.
    """
    if not record.try_lock_for_update(allow_referencing=True):
        raise UserError(
            record.env._(
                "Somebody changes “%(record)s” right now. Look at it again in a "
                "moment.",
                record=record.display_name,
            )
        )
    record.write({})
    record.flush_recordset()
