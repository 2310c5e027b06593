"""Processes that end with us."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from tooling import cache

CODE = """
import subprocess, time
from tooling import odoo
print(subprocess.Popen(odoo.tie(["sleep", "60"])).pid, flush=True)
time.sleep(60)
"""


def test_server_ends_when_we_are_killed():
    command = [sys.executable, "-c", CODE]
    with subprocess.Popen(
        command, cwd=cache.CHECKOUT / "dev", stdout=subprocess.PIPE, text=True
    ) as parent:
        pid = int(parent.stdout.readline())
        wait_for(lambda: get_name(pid) == "sleep")
        parent.send_signal(signal.SIGKILL)
    wait_for(lambda: not is_alive(pid))


def wait_for(condition):
    """Wait until the condition holds, not for ever."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def get_name(pid):
    """Return the name of the program that a process runs."""
    return Path(f"/proc/{pid}/comm").read_text().strip()


def is_alive(pid):
    """Tell whether the process runs: one that ended may wait to be collected."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
