"""Servers of Odoo for pages and for scheduled actions, behind a proxy."""

import contextlib
import re
import subprocess
import time

from .. import cache, checks, odoo, server
from ..output import Problem, step

PROXY = cache.CHECKOUT / "docs" / "examples" / "scaling" / "haproxy.cfg"
LISTENS = re.compile(r"(?<=bind ).*")
SERVER = re.compile(r"(server (web\d)) \S+")
SETTLE_SECONDS_MAX = 60


class Site:
    """The processes by name: web1, web2, cron1, cron2, proxy."""

    def __init__(self, database, primary, replica):
        self.database = database
        self.primary, self.replica = primary, replica
        self.processes, self.ports = {}, {}
        self.url = ""
        self.is_replica_alive = True

    def start(self, name, *options):
        """Start a server of Odoo under a name."""
        command = odoo.get_command(
            *("-d", self.database, *self.primary.get_options()),
            *self.replica.get_options("db_replica"),
            *("--proxy-mode", *options),
            *("--limit-time-real", str(server.WORK_SECONDS_MAX)),
            *("--limit-time-real-cron", str(server.WORK_SECONDS_MAX)),
        )
        self._start(name, command, **odoo.get_options())

    def start_web(self, name):
        self.ports.setdefault(name, checks.find_free_port())
        port = str(self.ports[name])
        self.start(name, "--http-port", port, "--max-cron-threads", "0")

    def start_cron(self, name):
        self.start(name, "--no-http", "--max-cron-threads", "2")

    def start_proxy(self):
        """Start the proxy."""
        port = checks.find_free_port()
        path = self.get_log("proxy").with_suffix(".cfg")
        path.write_text(write_proxy(port, self.ports))
        command = odoo.tie(["haproxy", "-db", "-f", str(path)])
        self._start("proxy", command, stdin=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{port}"
        server.wait_until_it_answers(
            self.url, self.processes["proxy"], self.get_log("proxy")
        )

    def wait(self, name):
        """Wait until a server for pages answers."""
        url = f"http://127.0.0.1:{self.ports[name]}"
        server.wait_until_it_answers(url, self.processes[name], self.get_log(name))

    def kill(self, name):
        """End a process as the system does when memory is short: at once."""
        self.processes[name].kill()
        self.processes[name].wait()

    def stop(self):
        for process in self.processes.values():
            if process.poll() is None:
                odoo.stop(process)

    def get_log(self, name):
        return odoo.get_log_path(f"scaleout-{name}-{cache.checkout_key()}")

    def wait_for_replica(self):
        """Wait until the replica has what the primary has."""
        ((position,),) = self.primary.execute("SELECT pg_current_wal_flush_lsn()")
        query = "SELECT pg_last_wal_replay_lsn() >= %s"
        deadline = time.monotonic() + SETTLE_SECONDS_MAX
        while not self.replica.execute(query, position)[0][0]:
            if time.monotonic() > deadline:
                raise Problem("the replica does not follow")
            time.sleep(0.1)

    def _start(self, name, command, **options):
        with self.get_log(name).open("a") as output:
            self.processes[name] = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **options,
            )


def write_proxy(port, ports):
    """Return haproxy's settings: the documented ones, but for the addresses."""
    text = LISTENS.sub(f"127.0.0.1:{port}", PROXY.read_text())
    return SERVER.sub(lambda match: f"{match[1]} 127.0.0.1:{ports[match[2]]}", text)


@contextlib.contextmanager
def running(database, primary, replica):
    """Give the site once its pages are answered."""
    site = Site(database, primary, replica)
    try:
        with step("Starting two servers for pages, two for scheduled actions, a proxy"):
            for name in ("web1", "web2", "cron1", "cron2", "proxy"):
                site.get_log(name).unlink(missing_ok=True)
            site.start_web("web1")
            site.start_web("web2")
            site.wait("web1")
            site.wait("web2")
            site.start_cron("cron1")
            site.start_cron("cron2")
            site.start_proxy()
        yield site
    finally:
        site.stop()
