"""Mutants against the tests, inside Odoo: what `dev/mutants` starts, one a database.

Takes the options of Odoo's server. Reads one line of JSON, what to do, and prints a line
of JSON for each thing that it found. The registry is loaded once: every class of tests
and every mutant runs in a child of its own, which ends with what it changed.
"""

import inspect
import json
import os
import signal
import sys
import threading
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import odoo.modules.module
from odoo.modules.registry import Registry
from odoo.sql_db import close_all
from odoo.tests.common import HttpCase
from odoo.tests.loader import get_module_test_cases, get_test_modules
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite
from odoo.tools import config

from tooling import mutation

ADDON = "sale_timesheet_prepaid"
ROOT = Path(__file__).resolve().parents[1]
# They write for good, need a browser or judge by the clock.
SKIPPED = ("_race", "_kill", "_speed", "_tours", "concurrency", "isolation")
# How long the tests of one mutant may take, by what they take without: the quickest
# come first. A mutant that takes far longer is dead: it does not end.
SECONDS_MAX = 120
PATIENCE = 5
CLASS_SECONDS_MAX = 1800


class Result(OdooTestResult):
    """Stop at the first failure, and tell when tests start and end."""

    def __init__(self, start, stop, is_patient):
        super().__init__()
        self.start, self.stop_, self.is_patient = start, stop, is_patient
        self.failed = set()

    def startTest(self, test):
        super().startTest(test)
        self.start(test)

    def stopTest(self, test):
        super().stopTest(test)
        self.stop_(test)

    def _note(self, test):
        self.failed.add(getattr(test, "_testMethodName", "setUpClass"))
        self.shouldStop = not self.is_patient

    def addError(self, test, err):
        super().addError(test, err)
        self._note(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._note(test)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self._note(test)


def main():
    config.parse_config(sys.argv[1:])
    (database,) = config["db_name"]
    Registry(database)
    config["test_enable"] = True
    threading.current_thread().testing = True
    task = json.loads(sys.stdin.readline())
    {"record": record, "kill": kill}[task.pop("do")](**task)


# === WHICH TESTS CALL WHAT === #


def record(paths, wanted, part):
    """Tell of each class of tests which functions it calls, and how long it takes."""
    keys = {find(path, name).__code__: key for path, name, key in get_functions(paths)}
    classes = sorted(
        (name, found) for name, found in get_classes().items() if wanted in name
    )
    for name, tests in classes[part[0] :: part[1]]:
        tell(in_child(lambda: watch(name, tests, keys), CLASS_SECONDS_MAX) or {})


def watch(name, tests, keys):
    """Run a class of tests; return seconds, functions called and failures by test."""
    called, seconds, began = defaultdict(set), defaultdict(float), now()
    current = "setUpClass"

    def profile(frame, event, _argument):
        if event == "call" and frame.f_code in keys:
            called[current].add(keys[frame.f_code])

    def turn(name):
        nonlocal current, began
        seconds[current] += now() - began
        current, began = name, now()

    result = Result(
        lambda test: turn(test._testMethodName), lambda test: turn("setUpClass"), True
    )
    sys.setprofile(profile)
    OdooSuite(tests)(result)
    sys.setprofile(None)
    turn("setUpClass")
    return {
        "class": name,
        "seconds": dict(seconds),
        "called": {test: sorted(names) for test, names in called.items()},
        "failed": sorted(result.failed),
    }


def now():
    """Return seconds by a clock that tests do not stop."""
    return os.times().elapsed


def get_classes():
    """Return {module.class: tests} of what can run here."""
    found = defaultdict(list)
    for module in get_test_modules(ADDON):
        if not any(part in module.__name__ for part in SKIPPED):
            for test in get_module_test_cases(module):
                if not isinstance(test, HttpCase):
                    found[f"{module.__name__}.{type(test).__name__}"].append(test)
    return found


# === FUNCTIONS THAT RUN === #


def get_functions(paths):
    """Return (path, qualified name, key) of the functions that can be changed."""
    return [
        (path, name, f"{path}: {name}")
        for path in paths
        for name, _node in mutation.find_functions(mutation.parse(ROOT / path))
        if find(path, name)
    ]


def find(path, name):
    """Return the function that runs under a name, or None."""
    dotted = ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")
    found = import_module(f"odoo.addons.{ADDON}.{dotted}")
    for part in name.split("."):
        found = vars(found).get(part)
        if found is None:
            return None
    found = getattr(found, "fget", None) or getattr(found, "__func__", found)
    function = inspect.unwrap(found)
    return function if inspect.isfunction(function) else None


def put(mutant):
    """Let the mutant run in the place of its function; tell whether it fits."""
    source = (ROOT / mutant.path).read_text()
    module = compile(mutation.mutate(source, mutant), mutant.path, "exec")
    function = find(mutant.path, mutant.function)
    code = get_code(module, mutant.function)
    if not function or not code or code.co_freevars != function.__code__.co_freevars:
        return False
    function.__code__ = code
    return True


def get_code(code, name):
    """Return the last code of that qualified name within a code."""
    found = code if code.co_qualname == name else None
    for constant in code.co_consts:
        if inspect.iscode(constant):
            found = get_code(constant, name) or found
    return found


# === KILLING === #


def kill(mutants, tests):
    """Tell of each mutant by which test it died, or that it lives.

    ``tests`` are {function: [[class, test, seconds]]}, those to run first come first.
    """
    classes = get_classes()
    for fields in mutants:
        mutant = mutation.Mutant(*fields)
        chosen = tests.get(f"{mutant.path}: {mutant.function}", [])
        limit = PATIENCE * sum(seconds for *_names, seconds in chosen) + SECONDS_MAX
        outcome = in_child(lambda: attack(mutant, chosen, classes), limit)
        tell({"mutant": fields, "by": "time" if outcome is None else outcome})


def attack(mutant, chosen, classes):
    """Return the name of the test that fails with the mutant, or False."""
    if not chosen:
        return False
    if not put(mutant):
        return "unfit"
    by_class = defaultdict(set)
    for name, test, _seconds in chosen:
        by_class[name].add(test)
    for name, names in by_class.items():
        result = Result(lambda test: None, lambda test: None, False)
        OdooSuite([t for t in classes[name] if t._testMethodName in names])(result)
        if result.failed:
            return f"{name.rpartition('.tests.')[2]}.{min(result.failed)}"
    return False


def in_child(act, seconds):
    """Return what a function returns in a child process, or None if it is too slow.

    A child that dies of itself has met an error: its mutant is dead.
    """
    close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(int(seconds))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        with os.fdopen(writer, "w") as pipe:
            pipe.write(json.dumps(act()))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    _id, status = os.waitpid(child, 0)
    is_late = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
    return json.loads(text) if text else None if is_late else "crash"


def tell(found):
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    odoo.modules.module.current_test = False
    main()
