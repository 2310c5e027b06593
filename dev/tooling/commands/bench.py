"""dev/bench: how fast the addon is, beside Odoo's own work in the same run."""

import argparse
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

from .. import addons_folder, cache, databases, odoo, postgres, wkhtmltopdf
from ..bench import catalogue, report
from ..output import Problem, say

SCRIPT = cache.CHECKOUT / "dev" / "measure.py"
PUBLISHED = cache.CHECKOUT / "docs" / "performance.json"


def main(arguments):
    """Measure what the command line asks for; 1 if a budget is missed."""
    options = _parse(arguments)
    if options.list:
        return _list()
    if options.publish:
        return _publish()
    wanted = catalogue.choose(options.only, options.quick, options.rounds)
    wkhtmltopdf.provide()
    postgres.start()
    results = _measure(wanted, options.keep)
    folder = report.write(results, options.quick, get_target())
    say(f"\nThe results are in {folder}")
    return 1 if any(result["misses"] for result in results) else 0


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/bench",
        description="Measure figures on a database of their own: each in turns with "
        "Odoo's own work, and with the same rows by bare SQL. The exit code is 1 when "
        "a budget is missed.",
    )
    parser.add_argument(
        "--quick", action="store_true", help="small sizes and few rounds: five minutes"
    )
    parser.add_argument(
        "--only", metavar="NAME", action="append", help="one figure, or some"
    )
    parser.add_argument("--list", action="store_true", help="name the figures")
    parser.add_argument("--rounds", type=int, help="how often each is measured")
    parser.add_argument("--keep", action="store_true", help="keep the database")
    parser.add_argument(
        "--publish",
        action="store_true",
        help="put the last whole run into the documentation",
    )
    parser.add_argument(
        "--no-install",
        action="store_true",
        help="do not install what the system lacks: name it and stop",
    )
    return parser.parse_args(arguments)


def get_target():
    """Return the folder of the results of this checkout."""
    return cache.folder() / f"bench-{cache.checkout_key()}"


def _list():
    for figure in catalogue.FIGURES.values():
        sizes = ", ".join(f"{size:,}" for size in figure.sizes)
        say(f"{figure.name:16} {figure.title} ({sizes} {figure.unit})".rstrip())
    return 0


def _publish():
    """Put the last whole run where the page about performance reads it."""
    source = get_target() / report.RESULTS
    if not source.exists():
        raise Problem("there is no whole run yet: run dev/bench first")
    report.publish(json.loads(source.read_text()), PUBLISHED)
    say(PUBLISHED.relative_to(cache.CHECKOUT))
    return 0


def _measure(wanted, is_kept):
    """Return the results, each said as soon as it is there."""
    make = partial(databases.clone, modules=[cache.ADDON])
    if is_kept:
        with databases.kept("bench", [cache.ADDON], reuse=False) as database:
            return _play(wanted, database)
    with databases.temporary("bench", make) as database:
        return _play(wanted, database)


def _play(wanted, database):
    command = [
        *(sys.executable, str(SCRIPT), json.dumps(wanted)),
        *("-c", str(addons_folder.write_config()), "-d", database, "--no-http"),
    ]
    log = odoo.get_log_path("bench")
    results = []
    report.say_head()
    with log.open("w") as errors:
        options = {"stdout": subprocess.PIPE, "stderr": errors, "text": True}
        with subprocess.Popen(
            odoo.tie(command), **options, **odoo.get_options()
        ) as process:
            for line in process.stdout:
                result = _read(line)
                if result:
                    results.append(result)
                    report.say_result(result)
    if process.returncode:
        raise Problem("\n".join(_read_end(log)))
    return results


def _read(line):
    """Return the result that a line tells, None for what others print."""
    return json.loads(line) if line.startswith('{"figure"') else None


def _read_end(log: Path):
    return [*log.read_text().splitlines()[-12:], f"(whole log: {log})"]
