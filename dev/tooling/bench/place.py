"""Where figures are measured: a database, and transactions that leave nothing there."""

import inspect
from contextlib import ExitStack, contextmanager

import psycopg2

from odoo import SUPERUSER_ID
from odoo.api import Environment

from .. import checks, server
from ..client import Client
from . import floor
from .measure import Stopwatch


class Place:
    """A database of our own with the addon, and a technician who works in it."""

    def __init__(self, registry):
        self.registry = registry
        self.database = registry.db_name
        self.user_id = SUPERUSER_ID
        self.queries = {}
        self.stack = ExitStack()

    def serve(self, has_crons=False):
        """Return the address of a server on the database, which runs until `stop`."""
        crons = ("--max-cron-threads", "1" if has_crons else "0")
        running = server.running(self.database, checks.find_free_port(), more=crons)
        return self.stack.enter_context(running)[0]

    def sign_in(self, login, password):
        """Return a client of a server, who is signed in."""
        return Client(self.serve(), self.database).sign_in(login, password)

    def stop(self):
        self.stack.close()

    @contextmanager
    def use(self):
        """Give the environment of a transaction that is kept."""
        with self.registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    def analyse(self):
        """Let PostgreSQL know the new data, as it would by itself after a while."""
        with psycopg2.connect(dbname=self.database) as connection:
            connection.cursor().execute("ANALYZE")

    def time(self, function, recorder=None):
        """Return the seconds of a function's work, which is rolled back."""
        with self.registry.cursor() as cr:
            env = Environment(cr, self.user_id, {})
            steps = _get_steps(function, env)
            next(steps)
            env.flush_all()
            env.invalidate_all()
            before = cr.sql_log_count
            with Stopwatch() as watch, floor.recording(cr, recorder):
                next(steps, None)
                env.flush_all()
            self.queries[function] = cr.sql_log_count - before
            cr.rollback()
        return watch.seconds

    def make_floor(self, function):
        """Return what writes the same rows by bare psycopg2, None if there are none."""
        recorder = floor.Recorder()
        self.time(function, recorder)
        return recorder.writes and (lambda: floor.replay(self.database, recorder))


def _get_steps(function, env):
    """Return the work in two steps: what is prepared, and what is measured."""
    if inspect.isgeneratorfunction(function):
        return function(env)
    return _split(function, env)


def _split(function, env):
    yield
    function(env)
