"""dev/mutants: does a test notice when the ledger or the books are changed a little?"""

import argparse
import contextlib
import json
import random
import subprocess
import sys
import time
from functools import partial

from .. import addons_folder, cache, databases, mutation_report, odoo, postgres
from ..cache import CHECKOUT
from ..mutation_results import OPEN, Calls, Fates, Log, find_all, get_whole_key
from ..output import Problem, step

PATHS = ("metering.py", "models/ledger", "models/metering", "models/books")
SCRIPT = CHECKOUT / "dev" / "kill_mutants.py"


def main(arguments):
    """Try mutants, tell what became of them; return 1 if one lives unexplained."""
    options = _parse(arguments)
    everything = find_all(find_files(PATHS))
    explained = mutation_report.get_explained(everything)
    chosen = choose(find_all(find_files(options.only or PATHS)), options)
    if options.publish:
        mutation_report.publish(everything, chosen, _read_fates(), explained)
        return 0
    fates = _try(chosen, options)
    return mutation_report.tell(chosen, fates, explained)


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/mutants",
        description="Change one thing at a time in the ledger and the books, run the "
        "tests that run it, and name the changes that no test notices. What was found "
        "is kept: a run that was interrupted goes on.",
    )
    parser.add_argument(
        "--only", action="append", metavar="PATH", help=f"a file or folder {PATHS}"
    )
    parser.add_argument("--sample", type=int, help="so many mutants of all, by chance")
    parser.add_argument("--seed", type=int, default=1, help="of the chance (1)")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once (1)")
    parser.add_argument(
        "--tests", default="", help="with the tests whose class fits this expression"
    )
    parser.add_argument(
        "--known", action="store_true", help="with the tests known from former runs"
    )
    parser.add_argument(
        "--again", action="store_true", help="look anew at which tests run what"
    )
    parser.add_argument(
        "--publish",
        action="store_true",
        help="put what became of these mutants into the documentation",
    )
    return parser.parse_args(arguments)


def find_files(paths):
    """Return the paths of the files at or below some, as seen from the checkout."""
    found = set()
    for path in paths:
        whole = CHECKOUT / path
        if not whole.exists():
            raise Problem(f"there is no {path} in the checkout")
        inner = whole.rglob("*.py") if whole.is_dir() else [whole]
        found.update(str(one.relative_to(CHECKOUT)) for one in inner)
    return sorted(found)


def choose(mutants, options):
    """Return the mutants to try: all, or as many by chance."""
    if not options.sample or options.sample >= len(mutants):
        return mutants
    return {
        mutant: mutants[mutant]
        for mutant in random.Random(options.seed).sample(
            sorted(mutants), options.sample
        )
    }


def _read_fates():
    return Fates(Log("fates").read(), Calls(Log("calls").read()))


# === RUNNING === #


def _try(mutants, options):
    """Look which tests run what, try the mutants and return what became of them."""
    postgres.start()
    with contextlib.ExitStack() as stack:
        names = _get_databases(stack, options.jobs)
        if not options.known:
            _record(names, options)
        fates = _read_fates()
        while any(fates.get(*item)[0] is OPEN for item in mutants.items()):
            count = Log("fates").count()
            _kill(names, mutants, fates)
            if count == Log("fates").count():
                raise Problem("some mutants cannot be tried")
            fates = _read_fates()
    return fates


def _get_databases(stack, count):
    make = partial(databases.clone, modules=[cache.ADDON])
    first = stack.enter_context(databases.temporary("mutants", make))
    copies = [
        databases.temporary(f"mutants{number}", partial(databases.copy, first))
        for number in range(1, count)
    ]
    return [first, *map(stack.enter_context, copies)]


def _record(names, options):
    """Note which lines are run by tests of which this is not known, or by all."""
    known = [] if options.again else list(Calls(Log("calls").read()).classes)
    task = {"do": "record", "paths": find_files(PATHS), "known": known}
    task["wanted"] = options.tests
    tasks = [task | {"part": [number, len(names)]} for number in range(len(names))]
    with step("Looking which tests run what") as current:
        whole = {"whole": get_whole_key()}
        _run(names, tasks, Log("calls"), current)
    if not options.tests:
        Log("calls").add(whole)


def _kill(names, mutants, fates):
    """Try mutants, each process those of files of its own."""
    told = [[] for _name in names]
    for mutant, code in sorted(mutants.items()):
        tests = fates.find_tests(mutant, code)
        if tests:
            own = told[int(cache.key(mutant.path), 16) % len(names)]
            facts = {"name": mutant.name, "code": code, "mutant": mutant._asdict()}
            own.append(facts | {"tests": tests})
    tasks = [{"do": "kill", "mutants": one} for one in told]
    with step(f"Trying {sum(map(len, told)):,} mutants") as current:
        _run(names, tasks, Log("fates"), current)


def _run(names, tasks, log, current):
    """Have one process a database do a task, until all have ended."""
    before = log.count()
    running = [_start(name, task, log) for name, task in zip(names, tasks, strict=True)]
    try:
        while any(process.poll() is None for process in running):
            time.sleep(0.2)
            current.progress(f"{log.count() - before} found")
    except BaseException:
        # Before their databases go: tests that fail for that would tell lies.
        for process in running:
            odoo.stop(process)
        raise
    for process in running:
        if process.returncode:
            raise Problem(f"{SCRIPT.name} stopped with code {process.returncode}")


def _start(name, task, log):
    arguments = ["-c", str(addons_folder.write_config()), "-d", name, "--no-http"]
    options = odoo.get_options() | {"stdin": subprocess.PIPE, "text": True}
    command = [sys.executable, str(SCRIPT), *arguments, "--log-level=critical"]
    process = subprocess.Popen(odoo.tie(command), **options)
    with process.stdin as pipe:
        json.dump(task | {"log": str(log.path)}, pipe)
    return process
