"""Odoo's server as a process of ours."""

import contextlib
import subprocess
import time
import urllib.error
import urllib.request

from . import checks, odoo
from .output import Problem, step

START_SECONDS_MAX = 180
# Odoo starts itself anew for what takes longer, which it cannot do here: a scheduled
# action on a loaded machine would end the server.
WORK_SECONDS_MAX = 3600


@contextlib.contextmanager
def running(database, port, workers=0, more=()):
    """Run a server on the database; give its address and process once it answers.

    ``more`` are options of Odoo's server.
    """
    checks.require_port(port)
    log = odoo.get_log_path(f"server-{database}")
    command = odoo.get_command(
        *("-d", database, "--http-port", str(port), "--workers", str(workers)),
        *("--gevent-port", str(checks.find_free_port())),
        *("--limit-time-real", str(WORK_SECONDS_MAX)),
        *("--limit-time-real-cron", str(WORK_SECONDS_MAX)),
        *more,
    )
    with log.open("w") as output:
        # In a session of its own, so that ctrl-C reaches the server only through us.
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **odoo.get_options(),
        )
        try:
            url = f"http://127.0.0.1:{port}"
            with step("Starting Odoo"):
                _wait_until_it_answers(url, process, log)
            yield url, process
        finally:
            odoo.stop(process)


def _wait_until_it_answers(url, process, log):
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"{url}/web/login", timeout=60).read()
            return
        time.sleep(0.5)
    tail = "\n".join(log.read_text().splitlines()[-15:])
    raise Problem(f"Odoo does not answer on {url}:\n{tail}\n(whole log: {log})")
