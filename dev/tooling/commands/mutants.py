"""dev/mutants: does a test notice when the ledger or the books are changed a little?"""

import argparse
import contextlib
import json
import os
import random
import selectors
import subprocess
import sys
from collections import defaultdict
from functools import partial

from .. import addons_folder, cache, databases, mutation, odoo, postgres
from ..cache import CHECKOUT
from ..output import Problem, say, step

PATHS = ("metering.py", "models/ledger", "models/books", "models/law/law.py")
SCRIPT = CHECKOUT / "dev" / "kill_mutants.py"
# Mutants that live and why they may: what they do is what the program does.
EXPLAINED = CHECKOUT / "dev" / "known_mutants.txt"
PROCESSES = 2
# The baseline seconds that the tests of one mutant may take, the quickest first.
SECONDS_MAX = 120


def main(arguments):
    """Print the score and who lives; return 1 if one of them is not explained."""
    options = _parse(arguments)
    files = sorted(_get_files(options.paths or PATHS))
    mutants = [
        mutant
        for path in files
        for mutant in mutation.find_mutants((CHECKOUT / path).read_text(), path)
    ]
    if options.sample and options.sample < len(mutants):
        mutants = sorted(random.Random(options.seed).sample(mutants, options.sample))
    postgres.start()
    with contextlib.ExitStack() as stack:
        names = _get_databases(stack, options.processes)
        tests = _get_tests(names, files, options)
        found = _kill(names, mutants, tests)
    return _report(found, options)


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/mutants",
        description="Change one thing at a time in the ledger and the books, run the "
        "tests that call it, and name the changes that no test notices.",
    )
    parser.add_argument("paths", nargs="*", help=f"files or folders ({PATHS})")
    parser.add_argument("--sample", type=int, help="so many mutants of all, by chance")
    parser.add_argument("--seed", type=int, default=1, help="of the chance (1)")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--tests", default="", help="only files of tests so named")
    parser.add_argument("--again", action="store_true", help="look anew at who calls")
    parser.add_argument("--json", type=argparse.FileType("w"), help="the whole result")
    return parser.parse_args(arguments)


def _get_files(paths):
    for path in paths:
        whole = CHECKOUT / path
        if not whole.exists():
            raise Problem(f"there is no {path} in the checkout")
        found = sorted(whole.rglob("*.py")) if whole.is_dir() else [whole]
        yield from (str(one.relative_to(CHECKOUT)) for one in found)


def _get_databases(stack, count):
    make = partial(databases.clone, modules=[cache.ADDON])
    first = stack.enter_context(databases.temporary("mutants", make))
    copies = [
        databases.temporary(f"mutants{number}", partial(databases.copy, first))
        for number in range(1, count)
    ]
    return [first, *map(stack.enter_context, copies)]


# === RUNNING === #


def _run(names, tasks, about, total):
    """Yield what the processes tell, one process a database, as it comes."""
    running = []
    with step(about) as current:
        for name, task in zip(names, tasks, strict=True):
            running.append(_start(name, task))
        count, files = 0, [process.stdout for process in running]
        for line in _read(files):
            count += 1
            current.progress(f"{count} of {total}")
            yield json.loads(line)
    for process in running:
        if process.wait():
            raise Problem(f"{SCRIPT.name} stopped with code {process.returncode}")


def _start(name, task):
    arguments = ["-c", str(addons_folder.write_config()), "-d", name, "--no-http"]
    options = odoo.get_options() | {"stdin": subprocess.PIPE}
    process = subprocess.Popen(
        odoo.tie([sys.executable, str(SCRIPT), *arguments, "--log-level=critical"]),
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )
    process.stdin.write(json.dumps(task) + "\n")
    process.stdin.close()
    return process


def _read(files):
    """Yield the lines of several pipes as they come."""
    with selectors.DefaultSelector() as selector:
        for file in files:
            selector.register(file, selectors.EVENT_READ)
        while selector.get_map():
            for key, _events in selector.select():
                line = key.fileobj.readline()
                if line:
                    yield line
                else:
                    selector.unregister(key.fileobj)


def _get_tests(names, files, options):
    """Return {function: [[class, test, seconds]]} of who calls what, kept till changed.

    The quickest come first, as most mutants die of the first test.
    """
    sources = sorted(CHECKOUT.glob("models/**/*.py")) + sorted(
        CHECKOUT.glob("tests/*.py")
    )
    key = cache.key(*(path.read_bytes() for path in sources), *files, options.tests)
    kept = cache.folder() / f"mutants-{key}.json"
    if options.again or not kept.exists():
        count = len(names)
        task = {"do": "record", "paths": files, "wanted": options.tests}
        tasks = [task | {"part": [n, count]} for n in range(count)]
        classes = len(list(CHECKOUT.glob(f"tests/test_*{options.tests}*.py")))
        rows = list(_run(names, tasks, "Looking which tests call what", classes))
        kept.write_text(json.dumps(rows))
    return _sort_tests(json.loads(kept.read_text()))


def _sort_tests(rows):
    tests = defaultdict(list)
    for row in rows:
        if "class" not in row or "setUpClass" in row["failed"]:
            continue
        seconds = row["seconds"]
        shared = set(row["called"].get("setUpClass", ()))
        for test, took in seconds.items():
            if test in row["failed"] or test == "setUpClass":
                continue
            for function in shared | set(row["called"].get(test, ())):
                whole = took + seconds["setUpClass"]
                tests[function].append([row["class"], test, whole])
    return {function: _limit(found) for function, found in tests.items()}


def _limit(found):
    """Return the tests to run, the quickest first, as long as time allows."""
    chosen, total = [], 0
    for one in sorted(found, key=lambda one: one[2]):
        total += one[2]
        if total > SECONDS_MAX:
            break
        chosen.append(one)
    return chosen


def _kill(names, mutants, tests):
    count = len(names)
    tasks = [
        {"do": "kill", "mutants": mutants[n::count], "tests": tests}
        for n in range(count)
    ]
    return list(_run(names, tasks, "Killing mutants", len(mutants)))


# === RESULT === #


def _report(found, options):
    """Print the score by file and the mutants that live, and judge them."""
    results = [(mutation.Mutant(*one["mutant"]), one["by"]) for one in found]
    results = [(mutant, by) for mutant, by in results if by != "unfit"]
    explained = get_explained()
    rows = defaultdict(lambda: [0, 0, 0])
    for mutant, by in results:
        row = rows[os.path.dirname(mutant.path) or mutant.path]
        row[0] += 1
        row[1] += bool(by)
        row[2] += not by and mutant.name in explained
    say("| part | mutants | noticed | explained | score |")
    say("|---|--:|--:|--:|--:|")
    for part, (count, dead, known) in sorted(rows.items()):
        say(f"| {part} | {count} | {dead} | {known} | {(dead + known) / count:.1%} |")
    alive = [m for m, by in results if not by and m.name not in explained]
    for mutant in sorted(alive):
        say(f"ALIVE {mutant.path}:{mutant.line} {mutant.function}: {mutant.change}")
    if options.json:
        json.dump([[*mutant, by] for mutant, by in results], options.json, indent=1)
    return 1 if alive else 0


def get_explained():
    """Return the names of the mutants that may live; the reasons stand above them."""
    if not EXPLAINED.exists():
        return set()
    lines = EXPLAINED.read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}
