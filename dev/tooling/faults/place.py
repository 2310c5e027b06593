"""The database at work: transactions as requests make them, and the workers."""

import os
import signal
import time
import traceback
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path

import psycopg2

from odoo import SUPERUSER_ID, sql_db
from odoo.api import Environment
from odoo.service.model import retrying

from . import told

QUIET_SECONDS_MAX = 60


class Place:
    """A database, its server, and a folder for what workers tell."""

    def __init__(self, registry, cluster, folder):
        self.registry = registry
        self.cluster = cluster
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.numbers = count(1)
        self.ids = {}

    @property
    def database(self):
        return self.registry.db_name

    @property
    def mailbox(self):
        return self.folder / "mails"

    # === TRANSACTIONS === #

    def transact(self, function):
        """Run a function in a transaction of its own, as a request does."""
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            return retrying(partial(function, env), env)

    def once(self, function):
        """Run a function in a transaction, as scheduled actions do: without retries."""
        with self.registry.cursor() as cr:
            return function(Environment(cr, SUPERUSER_ID, {}))

    def read(self, function):
        """Return what a function finds in the database as it is committed."""
        with self.registry.cursor() as cr:
            found = function(Environment(cr, SUPERUSER_ID, {}))
            cr.rollback()
        return found

    def query(self, statement, *parameters):
        """Run a statement beside Odoo and return its rows, if it has any."""
        connection = psycopg2.connect(dbname=self.database)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def wait_until_quiet(self):
        """Wait until the server has ended what dead workers have begun."""
        deadline = time.monotonic() + QUIET_SECONDS_MAX
        while self._count_others() and time.monotonic() < deadline:
            time.sleep(0.005)

    def _count_others(self):
        ours = [each.get_backend_pid() for each in sql_db._Pool._connections]
        others = (
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND NOT pid = ANY(%s)"
        )
        with self.registry.cursor() as cr:
            cr.execute(others, [[*ours, cr._cnx.get_backend_pid()]])
            return cr.fetchone()[0]

    # === WORKERS === #

    def take_number(self):
        """Return a number that nothing else has."""
        return next(self.numbers)

    def start(self, run, before=None):
        """Start a process that waits for its signal, then runs ``run(teller)``.

        ``before()`` is called in it first.
        """
        path = self.folder / f"worker-{self.take_number()}"
        waiting, gate = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(gate)
            self._forget_connections()
            _run_worker(path, waiting, run, before)
        os.close(waiting)
        return Worker(pid, gate, path)

    def _forget_connections(self):
        """Have this process make connections of its own.

        Those of its parent stay open: to close one would end it for the parent, too.
        """
        self.inherited = sql_db._Pool
        sql_db._Pool = None
        self.registry._db = sql_db.db_connect(self.database)


def _run_worker(path, waiting, run, before):
    """Do the work of a process, which ends here."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        teller = told.Teller(path)
        if before:
            before()
        os.read(waiting, 1)
        run(teller)
        code = 0
    except BaseException:  # noqa: BLE001 - the parent reads it
        path.with_suffix(".error").write_text(traceback.format_exc())
    finally:
        os._exit(code)


class Worker:
    """A process that works, and what it tells."""

    def __init__(self, pid, gate, path):
        self.pid, self.gate, self.path = pid, gate, path
        self.code = None

    def go(self):
        """Let it begin."""
        os.write(self.gate, b"\n")
        os.close(self.gate)

    def kill(self):
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self):
        """Wait for its end; return its exit code, negative for a signal."""
        if self.code is None:
            _pid, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
        return self.code

    def read(self):
        return told.read(self.path)

    def get_error(self):
        path = self.path.with_suffix(".error")
        return path.read_text() if path.exists() else ""


@contextmanager
def workers_at_once(place, runs, before=None):
    """Start a worker for each of ``runs`` at the same moment; all have ended after."""
    workers = [place.start(run, before) for run in runs]
    try:
        for worker in workers:
            worker.go()
        yield workers
    finally:
        for worker in workers:
            worker.wait()
