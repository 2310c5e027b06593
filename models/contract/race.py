"""What the loser of a race does: it starts again, or is told."""

from contextlib import contextmanager, suppress

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL


@contextmanager
def start_again_if_second(env, reason):
    """Let the request of a loser start again: it finds what the winner has made."""
    try:
        with env.cr.savepoint():
            yield
    except UniqueViolation as error:
        raise ConcurrencyError(reason) from error


class TurnLost(ConcurrencyError):
    """Who waited for a record finds it changed, and has to start again."""

    def __init__(self, table, id_):
        super().__init__("Somebody else was first.")
        self.table = table
        self.id_ = id_


def wait_for_turn(record):
    """Hold a record before anything is done: who comes second waits here, not later.

    Who waited for what changed meanwhile has failed all the same, as always at
    REPEATABLE READ, but has done nothing yet.
    """
    try:
        _hold(record.env.cr, record._table, record.id)
    except SerializationFailure as error:
        raise TurnLost(record._table, record.id) from error


def start_again(env, error):
    """Forget all that was done, and hold first what it was lost for.

    Call it where a request is answered: nothing of its transaction is kept.
    """
    env.cr.rollback()
    env.transaction.reset()
    env.registry.reset_changes()
    if isinstance(error, TurnLost):
        _queue(env.cr, error.table, error.id_)


def _queue(cr, table, id_):
    """Hold a record, in the order of those who wait for it.

    The advisory lock is of the session, for the queue outlasts the transactions: each
    try to hold the record needs one that began after the last change.
    """
    queue = SQL("hashtext(%s), %s", table, id_)
    cr.execute(SQL("SELECT pg_advisory_lock(%s)", queue))
    try:
        is_held = False
        while not is_held:
            cr.rollback()
            with suppress(SerializationFailure):
                _hold(cr, table, id_)
                is_held = True
    except BaseException:
        cr.rollback()
        raise
    finally:
        cr.execute(SQL("SELECT pg_advisory_unlock(%s)", queue))


def _hold(cr, table, id_):
    query = SQL(
        "SELECT id FROM %s WHERE id = %s FOR NO KEY UPDATE", SQL.identifier(table), id_
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
