"""A PostgreSQL server that a command makes for itself, to be killed or compared."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg2

from . import cache, postgres
from .output import Problem

PORT = "5432"
# As on servers that keep what they were told, and for reading while it is replayed.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "hot_standby_feedback": "on",
}

# A dump begins with settings that older servers do not have.
UNKNOWN = "unrecognized configuration parameter"

# What a table forbids to be empty in columns that it inherits: new in PostgreSQL 18.
OWN_NOT_NULL = re.compile(
    rb"^(    (?:CONSTRAINT \S+ )?)NOT NULL (\S+?)(?=,?$)", re.MULTILINE
)


class Server:
    """A server whose folder is its address, too: its socket lies beside its data."""

    def __init__(self, folder, programs=None):
        self.folder, self.programs = folder, programs
        self.data, self.log = folder / "data", folder / "server.log"
        folder.mkdir(mode=0o700)
        _give_away(folder)

    def make(self):
        """Make an empty server."""
        options = (f"--username={postgres.ROLE}", "--auth=trust", "--encoding=UTF8")
        self._call("initdb", "-D", self.data, "--locale=C.UTF-8", *options)

    def copy(self, primary):
        """Make a replica of a server that runs, which follows it."""
        self._call(
            "pg_basebackup",
            *("-D", self.data, "-h", primary.folder, "-p", PORT),
            *("-U", postgres.ROLE, "--write-recovery-conf", "--checkpoint=fast"),
        )

    def start(self, **more):
        settings = {**SETTINGS, **more, "unix_socket_directories": self.folder}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self._call(
            "pg_ctl", "-D", self.data, "-l", self.log, "-w", "-o", options, "start"
        )

    def stop(self, mode="fast"):
        """Stop the server, if it runs; `immediate` is as if the power failed."""
        self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def get_options(self, name="db"):
        """Return the options of Odoo's server that name this one."""
        options = [f"--{name}_host", str(self.folder), f"--{name}_port", PORT]
        return options if name != "db" else [*options, "--db_user", postgres.ROLE]

    def get_environment(self):
        """Return the variables that name this server to programs."""
        return {"PGHOST": str(self.folder), "PGPORT": PORT, "PGUSER": postgres.ROLE}

    def execute(self, query, *parameters, database="postgres"):
        """Run one statement and return its rows, if it has any."""
        place = {"host": self.folder, "port": PORT, "user": postgres.ROLE}
        with contextlib.closing(psycopg2.connect(dbname=database, **place)) as session:
            session.autocommit = True
            with session.cursor() as cursor:
                cursor.execute(query, parameters)
                return cursor.fetchall() if cursor.description else []

    def load(self, database):
        """Copy a database of the server that PG* names, under the same name."""
        self.execute(
            f"CREATE DATABASE \"{database}\" TEMPLATE template0 LC_COLLATE 'C'"
        )
        programs = postgres.get_programs()
        there = ("-h", self.folder, "-p", PORT, "-U", postgres.ROLE, "-d", database)
        with tempfile.TemporaryFile() as file:
            command = [programs / "pg_dump", "--no-owner", database]
            subprocess.run(command, stdout=file, check=True)
            file.seek(0)
            result = subprocess.run(
                [programs / "psql", "-X", "-q", *there],
                input=write_for_older(file.read()),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        lines = [
            line for line in result.stderr.decode().splitlines() if "ERROR" in line
        ]
        errors = [line for line in lines if UNKNOWN not in line]
        if errors or result.returncode:
            raise Problem(f"the database could not be copied: {errors[:1]}")

    def _call(self, program, *arguments):
        result = self._run(program, *arguments)
        if result.returncode:
            raise Problem(f"{program} failed: {result.stdout.strip()[-500:]}")

    def _run(self, program, *arguments):
        return postgres.run(program, *arguments, programs=self.programs)


def write_for_older(dump):
    """Return a dump with constraints as servers before PostgreSQL 18 know them."""
    return OWN_NOT_NULL.sub(rb"\1CHECK (\2 IS NOT NULL)", dump)


@contextlib.contextmanager
def folder():
    """Give a new folder of the cache in which servers can be made."""
    path = Path(tempfile.mkdtemp(prefix="servers-", dir=cache.folder()))
    _give_away(path)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _give_away(path):
    """Let the account that runs servers have a folder."""
    if account := postgres.get_account():
        os.chown(path, account.pw_uid, account.pw_gid)
