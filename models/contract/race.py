"""What the loser of a race does, where a unique index says who was first."""

from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError


@contextmanager
def start_again_if_second(env, reason):
    """Let the request of a loser start again: it finds what the winner has made."""
    try:
        with env.cr.savepoint():
            yield
    except UniqueViolation as error:
        raise ConcurrencyError(reason) from error
