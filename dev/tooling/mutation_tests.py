"""The addon's tests as `dev/kill_mutants.py` runs them, inside Odoo, one by one."""

import ast
import inspect
import os
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path

from odoo.tests.common import HttpCase
from odoo.tests.loader import get_module_test_cases, get_test_modules
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite

from . import mutation
from .mutation_results import get_keys

ROOT = Path(__file__).resolve().parents[2]
SET_UP = "setUpClass"


class Result(OdooTestResult):
    """Know which tests failed; stop at the first failure unless patient."""

    def __init__(self, is_patient=False):
        super().__init__()
        self.is_patient = is_patient
        self.failed = set()

    def startTest(self, test):
        """Say nothing."""

    def stopTest(self, test):
        """Say nothing."""

    def _note(self, test):
        self.failed.add(getattr(test, "_testMethodName", SET_UP))
        self.had_failure = True
        self.shouldStop = not self.is_patient

    def addError(self, test, err):
        self._note(test)

    def addFailure(self, test, err):
        self._note(test)

    def addSubTest(self, test, subtest, err):
        if err:
            self._note(test)


class Watcher(Result):
    """Note which lines of functions the tests of a class run, and how long they take.

    What its set-up runs is left out: mutants are tried after it.
    """

    def __init__(self, places):
        super().__init__(is_patient=True)
        self.places, self.names = places, {}
        self.lines, self.seconds = {}, {}
        self.seen, self.began = set(), now()
        self.first = self.began

    def startTest(self, test):
        self.seconds.setdefault(SET_UP, now() - self.first)
        self.began = now()
        sys.settrace(self._trace)

    def stopTest(self, test):
        sys.settrace(None)
        name = test._testMethodName
        self.seconds[name] = now() - self.began
        self.lines[name] = self._place()
        self.seen.clear()

    def tell(self):
        return {
            "seconds": {name: round(took, 3) for name, took in self.seconds.items()},
            "places": list(self.names),
            "lines": self.lines,
            "failed": sorted(self.failed),
        }

    def _trace(self, frame, _event, _argument):
        return self._trace_line if frame.f_code.co_filename in self.places else None

    def _trace_line(self, frame, event, _argument):
        if event == "line":
            self.seen.add((frame.f_code.co_filename, frame.f_lineno))
        return self._trace_line

    def _place(self):
        """Return {number of a function: its lines, as bits}."""
        placed = defaultdict(int)
        for file, line in self.seen:
            for first, last, name in self.places[file]:
                if first <= line <= last:
                    number = self.names.setdefault(name, len(self.names))
                    placed[number] |= 1 << (line - first)
        return placed


def watch(tests, places):
    """Run a class of tests; return its seconds, lines and failures by test."""
    watcher = Watcher(places)
    OdooSuite(tests)(watcher)
    return watcher.tell()


def get_places(addon, paths):
    """Return {file: [(first line, last line, function)]}."""
    places = {}
    for path in paths:
        file = import_module(_get_module(addon, path)).__file__
        tree = ast.parse((ROOT / path).read_text())
        places[file] = [
            (function.lineno, function.end_lineno, f"{path}: {name}")
            for name, function in mutation.find_functions(tree)
        ]
    return places


def now():
    """Return the seconds that this process has worked.

    No test stops this clock, and no other program on the machine makes it run faster.
    """
    times = os.times()
    return times.user + times.system


def get_classes(addon):
    """Return {module.class: tests} of what can run here."""
    found = defaultdict(list)
    for module in get_test_modules(addon):
        name = module.__name__.rpartition(".")[2]
        for test in get_module_test_cases(module):
            if not isinstance(test, HttpCase):
                found[f"{name}.{type(test).__name__}"].append(test)
    return found


def find_function(addon, path, name):
    """Return the function that runs under a name, or None."""
    found = import_module(_get_module(addon, path))
    for part in name.split("."):
        found = vars(found).get(part)
        if found is None:
            return None
    found = getattr(found, "fget", None) or getattr(found, "__func__", found)
    function = inspect.unwrap(found)
    return function if inspect.isfunction(function) else None


def put(addon, mutant, code_key):
    """Let the mutant run in the place of its function; tell whether it fits."""
    mutant = mutation.Mutant(**mutant)
    source = (ROOT / mutant.path).read_text()
    if get_keys(source).get(mutant.function) != code_key:
        # It was edited since the run began.
        return False
    tree = mutation.mutate(source, mutant)
    function = find_function(addon, mutant.path, mutant.function)
    code = _get_code(compile(tree, mutant.path, "exec"), mutant.function)
    if not function or not code or code.co_freevars != function.__code__.co_freevars:
        return False
    function.__code__ = code
    return True


def _get_code(code, name):
    """Return the last code of a qualified name within that of a module."""
    for part in name.split("."):
        inner = [one for one in code.co_consts if inspect.iscode(one)]
        inner = [one for one in inner if one.co_name == part]
        if not inner:
            return None
        code = inner[-1]
    return code


def _get_module(addon, path):
    dotted = ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")
    return f"odoo.addons.{addon}.{dotted}"
