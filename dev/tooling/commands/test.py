"""dev/test: the addon's tests and ours, or Odoo's own with the addon installed."""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from .. import (
    addons_folder,
    cache,
    databases,
    oca,
    odoo,
    odoo_tests,
    postgres,
    stripe_openapi,
    wkhtmltopdf,
)
from ..output import say
from . import long

NO_TEST_RAN = 5
# How many databases the whole of the tests is run in side by side, at most.
PARTS_MAX = 2
# What our runs add to pytest.
PLUGINS = ("plugin", "patience", "caches", "world", "queue", "steps")
# So that the log of a run shows what to make faster.
DURATIONS = ("--durations=25", "--durations-min=2")
# Whose tests check requests and answers against what Stripe publishes.
STRIPE = "sale_timesheet_prepaid_stripe"


def main(arguments):
    """Run what the command line asks for and return the exit code."""
    options, extra = _parse(arguments)
    if options.odoo:
        return _run_odoo_tests(options)
    if options.publish:
        return long.publish()
    paths = [argument for argument in extra if _is_path(argument)]
    rest = [argument for argument in extra if not _is_path(argument)]
    if options.long:
        return long.run(options, paths, partial(_run_suites, options, rest=rest))
    rest += long.get_options(options.seed, options.examples)
    codes = _run_suites(options, paths, rest)
    return combine(codes, selected=bool(paths or rest))


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/test",
        description="Run the tests of the addon. Other options go to pytest: "
        "dev/test -k grant, dev/test tests/test_grant.py",
    )
    parser.add_argument("--keep", action="store_true", help="keep the database")
    parser.add_argument(
        "--reuse", action="store_true", help="update and use the kept database"
    )
    parser.add_argument(
        "--no-install",
        action="store_true",
        help="do not install what the system lacks: name it and stop",
    )
    parser.add_argument(
        "--odoo", metavar="MODULES", help="run the tests of these modules of Odoo"
    )
    parser.add_argument(
        "--examples", type=int, help="play so many random histories a test, no others"
    )
    parser.add_argument("--seed", type=int, help="play the histories of this seed")
    parser.add_argument(
        "--long",
        action="store_true",
        help="play many random histories, and tell what they reached",
    )
    parser.add_argument("--seeds", type=int, help="from so many seeds, with --long")
    parser.add_argument(
        "--publish",
        action="store_true",
        help="put what the last --long reached into the documentation",
    )
    return parser.parse_known_args(arguments)


def _is_path(argument):
    return (cache.CHECKOUT / argument.split("::")[0]).exists() and argument[0] != "-"


def _run_suites(options, paths, rest, runs=None):
    """Run the scripts' tests, then the addon's, then those of what builds on it.

    Each has its own database: the addon is tested without the others. `runs` returns
    more options of pytest, again and again. Return the exit codes.
    """
    chosen = sort_paths(paths)
    codes = []
    is_some = (paths or rest) and not runs
    count = 1 if is_some else min(PARTS_MAX, os.cpu_count() or 1)
    if chosen["dev"] or not (paths or options.examples):
        codes += _run_plain(chosen["dev"] or ["dev/tests"], rest, count)
    if chosen["addons"] or not paths:
        oca.get_folder()
    main, *others = addons_folder.get_modules(has_oca=True)
    for purpose, tested, modules in (
        ("test", [main], [main]),
        ("addons", others, [main, *others]),
    ):
        if chosen[purpose] or (tested and not paths):
            _provide()
            targets = get_targets(chosen[purpose], tested)
            with _get_databases(options, purpose, modules, count) as names:
                for more in runs() if runs else [[]]:
                    codes += _run_addons(names, targets, [*rest, *more])
    return codes


def sort_paths(paths):
    """Return which paths are tests of the scripts, of the addon, of other addons."""
    chosen = {"dev": [], "test": [], "addons": []}
    for path in paths:
        folder = Path(path).parts[:1]
        chosen[folder[0] if folder in (("dev",), ("addons",)) else "test"].append(path)
    return chosen


def _run_plain(paths, rest, count):
    """Run the tests of these scripts, which need no Odoo; return the exit codes."""
    say("Tests of the scripts")
    # Above this folder is the addon, which only Odoo can import.
    folder = cache.CHECKOUT / "dev"
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:odoo"),
        *("-p", "tooling.pytest_queue", *DURATIONS),
        *(f"--rootdir={folder}", f"--confcutdir={folder}"),
        *rest,
        *(path.removeprefix("dev/") for path in paths),
    ]
    return _run_side_by_side([(command, {"cwd": folder})] * count)


def _run_addons(names, targets, rest):
    """Run tests of addons, in each of the databases; return the exit codes."""
    say(f"Tests of {', '.join(targets)}")
    return _run_side_by_side([_get_command(name, targets, rest) for name in names])


def _run_side_by_side(commands):
    """Run pytest as often as there are commands with options; return the exit codes.

    Each run takes the next file of tests that no other has. The first is seen as it
    runs, the others when they have ended.
    """
    with contextlib.ExitStack() as stack:
        queue = stack.enter_context(tempfile.TemporaryDirectory())
        running = []
        for command, options in commands:
            output = None
            if running:
                output = stack.enter_context(tempfile.TemporaryFile("w+"))
            process = subprocess.Popen(
                [*command, f"--queue={queue}"], stdout=output, stderr=output, **options
            )
            running.append((stack.enter_context(process), output))
        for process, output in running:
            process.wait()
            if output:
                output.seek(0)
                sys.stdout.write(output.read())
                sys.stdout.flush()
        return [process.returncode for process, _output in running]


def _get_command(database, targets, rest):
    """Return the command that runs tests in the database, and its process's options."""
    command = [
        *(sys.executable, "-m", "pytest", "--odoo-http", "-p", "no:cacheprovider"),
        *(f"-ptooling.pytest_{name}" for name in PLUGINS),
        *("-W", "ignore:'crypt' is deprecated", *DURATIONS),
        f"--odoo-config={addons_folder.write_config()}",
        f"--odoo-database={database}",
        f"--odoo-addons-path={addons_folder.get_addons_path()}",
        *rest,
        *targets,
    ]
    options = odoo.get_options()
    options["env"]["PYTHONPATH"] += f":{cache.CHECKOUT / 'dev'}"
    if any(STRIPE in target for target in targets):
        options["env"]["STRIPE_OPENAPI"] = str(stripe_openapi.get_path())
    return odoo.tie(command), options


def get_targets(paths, modules):
    """Return paths, else the modules' tests, as seen from the folder of links."""
    if paths:
        return [addons_folder.get_target(path) for path in paths]
    folder = addons_folder.get_folder()
    return [f"{m}/tests" for m in modules if (folder / m / "tests").exists()]


def _provide():
    """Provide what Odoo needs beside itself."""
    wkhtmltopdf.provide()
    postgres.start()


@contextlib.contextmanager
def _get_databases(options, purpose, modules, count):
    """Give the names of `count` databases with the addons: the first and its copies."""
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(_get_database(options, purpose, modules))
        copies = [
            databases.temporary(f"{purpose}{number}", partial(databases.copy, first))
            for number in range(1, count)
        ]
        yield [first, *map(stack.enter_context, copies)]


def _get_database(options, purpose, modules):
    if options.keep or options.reuse:
        return databases.kept(purpose, modules, options.reuse)
    return databases.temporary(purpose, partial(databases.clone, modules=modules))


def combine(codes, selected):
    """Return one exit code: with a selection, some suites may run nothing, not all."""
    ran = [code for code in codes if code != NO_TEST_RAN]
    if not ran or (len(ran) < len(codes) and not selected):
        say("Error: no test ran")
        return NO_TEST_RAN
    return max(ran)


def _run_odoo_tests(options):
    _provide()
    with _get_database(options, "odoo", [cache.ADDON]) as database:
        return odoo_tests.run(database, options.odoo.split(","))
