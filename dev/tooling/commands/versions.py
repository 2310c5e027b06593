"""dev/versions: tests of what must never be wrong, on other versions."""

import argparse
import json
import os
import re
import shutil
import subprocess
from itertools import product

from .. import (
    addons_folder,
    cache,
    databases,
    odoo,
    postgres,
    postgres_releases,
    postgres_server,
)
from ..output import Problem, say, step

PUBLISHED = cache.CHECKOUT / "docs" / "versions.json"
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
# Each version of both is in one of them; Debian 12 and 13 bring two of the pairs.
PAIRS = (("3.11", "15"), ("3.13", "17"), ("3.10", "16"), ("3.12", "18"))
# The ledger, the meter, books and seals, lists that are imported, workers at once.
TESTS = (
    "tests/test_concurrency_meter.py",
    "tests/test_draw.py",
    "tests/test_metering.py",
    "tests/test_metering_lines.py",
    "tests/test_meter.py",
    "tests/test_random_entries.py",
    "tests/test_recognition.py",
    "tests/test_recognition_entries.py",
    "tests/test_seal.py",
    "tests/test_seal_file.py",
)
PASSED = re.compile(r"\b(\d+) passed")
FAILED = re.compile(r"\b(\d+) (?:failed|errors?)\b")
# The data are thrown away.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def main(arguments):
    """Run what the command line asks for; 1 if a test failed or a version lacks."""
    options = _parse(arguments)
    if options.publish:
        return _publish()
    pairs = choose(options.pair, options.all)
    postgres.start()
    rows = []
    for pair in pairs:
        rows.append(_run(*pair, options.tests or TESTS))
        if not options.tests:
            _keep(rows[-1])
    for line in tell(rows):
        say(line)
    return 1 if any(not is_good(row) for row in rows) else 0


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/versions",
        description="Run the tests of the ledger, the meter, the books and the seals "
        "on each Python and each PostgreSQL that is supported: in pairs, so that each "
        "version is tested once.",
    )
    parser.add_argument(
        "tests", nargs="*", metavar="TEST", help="other files of tests than those"
    )
    parser.add_argument(
        "--pair", action="append", metavar="3.11/15", help="this pair only, or these"
    )
    parser.add_argument(
        "--all", action="store_true", help="each Python with each PostgreSQL"
    )
    parser.add_argument(
        "--publish",
        action="store_true",
        help="put what the last run of each pair came to into the documentation",
    )
    parser.add_argument("--no-install", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def choose(texts=None, is_all=False):
    """Return the pairs (Python, PostgreSQL) to run."""
    known = [*product(PYTHONS, postgres_releases.RELEASES)]
    if not texts:
        return known if is_all else [*PAIRS]
    pairs = [tuple(text.split("/")) for text in texts]
    if unknown := [pair for pair in pairs if pair not in known]:
        raise Problem(f"no pair is {'/'.join(unknown[0])}: write 3.11/15")
    return pairs


def _run(python, major, tests):
    """Return a row: what the tests say on this Python and this PostgreSQL."""
    row = {"python": python, "postgresql": major, "passed": 0, "failed": 0}
    program = find_python(python)
    if not program:
        return row | {"reason": f"this machine has no Python {python}"}
    programs = postgres_releases.get_programs(major)
    postgres.let_through(programs / "postgres")
    with postgres_server.folder() as folder:
        server = postgres_server.Server(folder / "server", programs)
        server.make()
        server.start(**QUICK)
        try:
            with step("Copying Odoo's own modules"):
                databases.lend_template(server)
            ((release,),) = server.execute("SHOW server_version")
            row |= {"postgresql": release, "python": _get_version(program)}
            return row | _test(program, server, row, tests)
        finally:
            server.stop("immediate")
            data = addons_folder.get_data_dir(str(server.folder))
            shutil.rmtree(data, ignore_errors=True)


def find_python(version):
    """Return the path of a Python that runs, None if this machine has none."""
    path = shutil.which(f"python{version}")
    # A stand-in may be on the path that leads nowhere.
    return path if path and _get_version(path) else None


def _get_version(python):
    command = [python, "-c", "import platform; print(platform.python_version())"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def _test(python, server, row, tests):
    """Return how many tests passed and failed."""
    title = f"Python {row['python']}, PostgreSQL {row['postgresql']}"
    log = odoo.get_log_path(f"versions-{title.replace(' ', '-').replace(',', '')}")
    command = [python, str(cache.CHECKOUT / "dev" / "test"), *tests]
    with step(title), log.open("w") as output:
        result = subprocess.run(
            odoo.tie(command),
            cwd=cache.CHECKOUT,
            env=os.environ | server.get_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    told = read(log.read_text(errors="replace"))
    if result.returncode and not told["failed"]:
        told["reason"] = f"the run ended early: see {log.name}"
    return told


def read(text):
    """Return how many tests passed and failed by what pytest printed."""
    return {
        "passed": sum(map(int, PASSED.findall(text))),
        "failed": sum(map(int, FAILED.findall(text))),
    }


def is_good(row):
    """Tell whether tests ran, and all passed."""
    return bool(row["passed"]) and not row["failed"] and "reason" not in row


def tell(rows):
    """Yield the lines of a table."""
    yield f"{'Python':10} {'PostgreSQL':11} {'passed':>7} {'failed':>7}"
    for row in rows:
        figures = f"{row['passed']:7} {row['failed']:7}"
        reason = row.get("reason", "")
        yield f"{row['python']:10} {row['postgresql']:11} {figures} {reason}".rstrip()


def _keep(row):
    """Put a row among the last of each pair."""
    with cache.lock("versions", "writing down what it has tried"):
        rows = {get_pair(old): old for old in _read_kept()} | {get_pair(row): row}
        told = {"rows": [rows[pair] for pair in sorted(rows)]}
        cache.write(_get_result(), json.dumps(told, indent=1) + "\n")


def _read_kept():
    path = _get_result()
    return json.loads(path.read_text())["rows"] if path.exists() else []


def get_pair(row):
    """Return the versions of a row without what changes from release to release."""
    python = ".".join(row["python"].split(".")[:2])
    return python, row["postgresql"].partition(".")[0]


def _get_result():
    return cache.folder() / f"versions-{cache.checkout_key()}.json"


def _publish():
    """Put the last run into the documentation, if all was well."""
    rows = {get_pair(row): row for row in _read_kept() if is_good(row)}
    if missing := [pair for pair in PAIRS if pair not in rows]:
        names = ", ".join("/".join(pair) for pair in missing)
        raise Problem(f"nothing to publish: run dev/versions, which lacks {names}")
    told = {"rows": [rows[pair] for pair in sorted(rows)]}
    cache.write(PUBLISHED, json.dumps(told, indent=1) + "\n")
    say(f"Published in {PUBLISHED.relative_to(cache.CHECKOUT)}")
    return 0
