"""What the loser of a race does: it starts again, or is told."""

from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError, UserError


@contextmanager
def start_again_if_second(env, reason):
    """Let the request of a loser start again: it finds what the winner has made."""
    try:
        with env.cr.savepoint():
            yield
    except UniqueViolation as error:
        raise ConcurrencyError(reason) from error


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
