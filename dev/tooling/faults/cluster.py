"""A PostgreSQL server of our own to stop, to cut and to fill.

Unlike the one of the other commands it keeps what it has committed: it writes to the
disk as PostgreSQL does by default.
"""

import contextlib
import os
import shutil
import time
from pathlib import Path

from .. import postgres
from ..output import Problem

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    # Its log must not fill a small disk by itself.
    "max_wal_size": "128MB",
    "min_wal_size": "80MB",
    # Nobody cuts the power here: what the system was given stands, and that is quick.
    "fsync": "off",
}
START_SECONDS_MAX = 120


class Cluster:
    """A server whose data are in a folder, made anew."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.data = self.folder / "pg"
        self.wal = self.folder / "wal"
        self.files = self.folder / "dumps"

    def make(self):
        """Make an empty server; what was there before goes."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for path in (self.data, self.wal, self.files):
            path.mkdir(parents=True)
            self.give(path)
        postgres.let_through(self.data)
        postgres.let_through(postgres.get_programs() / "postgres")
        settings = {**SETTINGS, "unix_socket_directories": str(self.data)}
        self.call(
            "initdb",
            *("-D", self.data, f"--waldir={self.wal}", f"--username={postgres.ROLE}"),
            *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
            *(f"--set={name}={value}" for name, value in settings.items()),
        )

    def give(self, path):
        """Let the server's account have a folder for itself."""
        path.chmod(0o700)
        if account := postgres.get_account():
            os.chown(path, account.pw_uid, account.pw_gid)

    def name(self):
        """Name this server in PG*: what connects from now on connects to it."""
        os.environ.update(PGHOST=str(self.data), PGPORT="5432", PGUSER=postgres.ROLE)

    def start(self):
        log = self.data / "server.log"
        self.call(
            "pg_ctl",
            *("-D", self.data, "-l", log, "-w", "-t", START_SECONDS_MAX, "start"),
        )

    def stop(self, mode="fast"):
        self.call("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def is_running(self):
        return not postgres.run("pg_ctl", "-D", self.data, "status").returncode

    def revive(self):
        """Wait until the server answers; start it where it has given up."""
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            if not self.is_running():
                with contextlib.suppress(Problem):
                    self.start()
            with contextlib.suppress(Problem):
                return postgres.execute("SELECT 1")
            time.sleep(0.2)
        raise Problem("the server does not answer any more")

    def end(self):
        """Stop the server if it runs, and delete all of it."""
        if self.is_running():
            with contextlib.suppress(Problem):
                self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def dump(self, database, name, *options):
        """Write a dump of a database of the server in PG*, and return its path."""
        path = self.files / name
        self.call("pg_dump", "-Fc", "-Z1", f"--file={path}", *options, database)
        return path

    def restore(self, path, database, *options):
        """Restore a dump into a database."""
        self.call("pg_restore", "--no-owner", f"--dbname={database}", *options, path)

    def call(self, program, *arguments):
        """Run one of PostgreSQL's programs; it must succeed."""
        result = postgres.run(program, *arguments)
        if result.returncode:
            raise Problem(f"{program} failed: {result.stdout.strip()[-500:]}")
