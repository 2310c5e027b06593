"""Odoo's own tests, run with the addon installed."""

import re

from . import cache, checks, odoo
from .output import Problem, say, step

KNOWN_FAILURES = cache.CHECKOUT / "dev" / "known_failures.txt"
FAILURE = re.compile(
    r" odoo\.addons\.\S+: (?:FAIL|ERROR): (?:Subtest )?(setUpClass \(\S+\)|\S+)"
)
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
STARTED = re.compile(r": Starting \S+ \.\.\.")


def run(database, modules):
    """Run the post-install tests of `modules`; return 1 for a failure that is new."""
    targets = [f"/{module}" for module in modules]
    return _judge(play(database, targets, ", ".join(modules)))


def play(database, targets, what, log="odoo"):
    """Run the post-install tests that these tags name; return the lines of the log."""
    tags = ",".join([*targets, "-at_install"])
    log_name = f"{database}-{log}"
    with step(f"Running Odoo's tests of {what}") as current:
        code, lines = odoo.run(
            log_name,
            *("-d", database, "--http-port", str(checks.find_free_port())),
            *("--test-tags", tags, "--stop-after-init"),
            watch=_get_watch(current),
        )
    say(f"Whole log: {odoo.get_log_path(log_name)}")
    if code and not find_failures(lines):
        raise Problem("Odoo stopped:\n" + "\n".join(lines[-15:]))
    return lines


def find_failures(lines):
    """Return the names of the tests that failed, as `Class.method`."""
    return {match[1] for line in lines if (match := FAILURE.search(line))}


def get_count(lines):
    """Return how many tests ran."""
    return sum(int(match[3]) for line in lines if (match := RESULT.search(line)))


def get_known_failures():
    """Return the names of the tests that fail in Odoo without the addon."""
    lines = KNOWN_FAILURES.read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def _judge(lines):
    """Print the result and return the exit code."""
    failures = find_failures(lines)
    new = sorted(failures - get_known_failures())
    for name in new:
        say(f"FAILED {name}")
    say(f"{len(failures) - len(new)} failed that fail without the addon too")
    say(f"{get_count(lines) - len(failures)} passed, {len(new)} failed")
    return 1 if new or not get_count(lines) else 0


def _get_watch(step):
    """Return a function that shows how many tests have started."""
    count = 0

    def watch(line):
        nonlocal count
        if STARTED.search(line):
            count += 1
            step.progress(f"test {count}")

    return watch
