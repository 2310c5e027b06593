"""A PostgreSQL server and its replica, with a copy of a database."""

import contextlib

from .. import postgres_server
from ..output import step


@contextlib.contextmanager
def running(database):
    """Give a primary with a copy of the database, and its replica."""
    with postgres_server.folder() as folder:
        primary = postgres_server.Server(folder / "primary")
        replica = postgres_server.Server(folder / "replica")
        try:
            with step("Making PostgreSQL and a replica"):
                primary.make()
                # A server is killed, never the machine.
                primary.start(fsync="off")
                primary.load(database)
                replica.copy(primary)
                replica.start(fsync="off")
            yield primary, replica
        finally:
            replica.stop("immediate")
            primary.stop("immediate")
