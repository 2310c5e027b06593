"""How far random histories look: how many examples, and which steps they have done.

A history is an example of a test of Hypothesis that draws a list of steps: tuples that
begin with a name. A step is done when something was written and it stayed. `--examples`
says how many each test plays, from a seed that is told (`--hypothesis-seed`); without
it, the same few are played each time. `--steps` names the folder where a run tells
what was done.
"""

import functools
import json
import os
import sys
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from unittest import TestCase
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis.strategies import SearchStrategy

from .reached import Machine

# How methods that take a step are named, before the name of the step.
PREFIXES = ("_do_", "_play_", "_real_", "real_", "_step_", "", "_")
# Where strategies keep those that they are made of.
PARTS = ("wrapped_strategy", "element_strategy", "mapped_strategy", "filtered_strategy")
MANY_PARTS = ("element_strategies", "original_strategies")
WRITES = ("INSERT", "UPDATE", "DELETE")


def pytest_addoption(parser):
    parser.addoption("--examples", type=int, help="how many each test plays")
    parser.addoption("--steps", type=Path, help="where to tell which steps were done")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Have tests of histories look as far as they are told; leave out all others."""
    options = config.option
    machines = {item: names for item in items if (names := find_machine(item))}
    if options.examples:
        items[:] = [i for i in items if i in machines or is_fuzz(i)]
    if options.examples or options.hypothesis_seed:
        for item in items:
            if item in machines or is_fuzz(item):
                look_far(get_function(item), options.examples)
    if options.steps:
        for item, names in machines.items():
            watch(item, names)


def pytest_runtest_logreport(report):
    if report.failed:
        _failed.append(report.nodeid)


def pytest_unconfigure(config):
    if getattr(config.option, "steps", None):
        machines = [machine.to_json() for machine in _machines.values()]
        path = config.option.steps / f"{os.getpid()}.json"
        path.write_text(json.dumps({"machines": machines, "failed": _failed}))


def is_fuzz(item):
    """Tell whether a test draws what is sent to the addon, instead of steps."""
    function = item.cls and getattr(item.cls, item.name, None)
    return "fuzz" in item.path.stem and hasattr(function, "hypothesis")


def get_function(item):
    return item.cls.__dict__.get(item.name) or getattr(item.cls, item.name)


def look_far(function, examples):
    """Play that many examples (or as many as always), not the same each time."""
    known = function._hypothesis_internal_use_settings
    function._hypothesis_internal_use_settings = settings(
        known,
        max_examples=examples or known.max_examples,
        derandomize=False,
        database=None,
        print_blob=True,
    )


# === WHICH STEPS THERE ARE === #


def find_machine(item):
    """Return the names of the steps that a test draws; nothing if it draws none."""
    function = item.cls and getattr(item.cls, item.name, None)
    if not hasattr(function, "hypothesis"):
        return []
    strategies = function.hypothesis._given_kwargs.values()
    names = set().union(*map(find_names, strategies))
    # What draws by itself names its steps by their methods.
    names = names or {name[6:] for name in dir(item.cls) if name.startswith("_step_")}
    return sorted(names)


def find_names(strategy, is_first=False):
    """Return the texts that begin the tuples a strategy makes."""
    names = set()
    for value in getattr(strategy, "elements", ()):
        if isinstance(value, str) and is_first:
            names.add(value)
        if isinstance(value, tuple) and value and isinstance(value[0], str):
            names.add(value[0])
    is_tuple = type(strategy).__name__ == "TupleStrategy"
    # What else a tuple holds belongs to its step.
    for part in get_parts(strategy)[: 1 if is_tuple else None]:
        names |= find_names(part, is_first or is_tuple)
    return names


def get_parts(strategy):
    """Return the strategies that a strategy is made of."""
    parts = [getattr(strategy, name, None) for name in PARTS]
    parts = [part for part in parts if isinstance(part, SearchStrategy)]
    for name in MANY_PARTS:
        if many := getattr(strategy, name, None):
            return [*parts, *many]
    return parts


# === WHAT WAS DONE === #

_machines, _failed = {}, []
_now = None


class Example:
    """One history as it is played: which of its steps have written, in their order."""

    def __init__(self, machine):
        self.machine, self.depth = machine, 0
        self.writes, self.marks = 0, {}
        self.steps, self.drawn = [], []

    def note(self, query):
        """Count what is written, and forget it where it is taken back."""
        words = query.split(None, 3)[:4]
        if words[0].upper() in WRITES:
            self.writes += 1
        elif words[0] == "SAVEPOINT":
            self.marks[words[1]] = self.writes
        elif words[0] == "ROLLBACK" and words[-1] in self.marks:
            # The whole is taken back at the end.
            if words[-1] != next(iter(self.marks)):
                self.writes = self.marks[words[-1]]

    def begin(self, name):
        self.steps.append((name, self.writes))

    def end(self):
        if self.drawn:
            self.machine.add(self.drawn, self.drawn)
            return
        names = [name for name, _writes in self.steps]
        writes = [writes for _name, writes in self.steps] + [self.writes]
        done = [
            name
            for name, (before, after) in zip(names, pairwise(writes), strict=True)
            if after > before
        ]
        self.machine.add(names, done)


def watch(item, names):
    """Note what the histories of a test do."""
    function = get_function(item)
    key = get_key(item.cls, item.name)
    _machines[key] = Machine(key, names)
    _machines[key].is_told = wrap_steps(item.cls, names)
    inner = function.hypothesis.inner_test
    if hasattr(inner, "__wrapped__"):
        # It is watched already, as that of the class from which this one has it.
        return

    @functools.wraps(inner)
    def play(*args, **kwargs):
        values = [*args, *kwargs.values()]
        (test,) = (value for value in values if isinstance(value, TestCase))
        with _playing(_machines[get_key(type(test), item.name)]) as example:
            if not example.machine.is_told:
                example.drawn = find_drawn(values)
            return inner(*args, **kwargs)

    function.hypothesis.inner_test = play


def get_key(cls, name):
    return f"{cls.__module__.rpartition('.')[2]}.{cls.__name__}.{name}"


@contextmanager
def _playing(machine):
    global _now
    _now = example = Example(machine)
    try:
        with patch("odoo.sql_db.Cursor.execute", _get_execute()):
            yield example
    finally:
        _now = None
        example.end()


def _get_execute():
    from odoo.sql_db import Cursor

    execute = Cursor.execute

    def note(cursor, query, *args, **kwargs):
        result = execute(cursor, query, *args, **kwargs)
        if _now:
            _now.note(getattr(query, "code", query))
        return result

    return note


def find_drawn(values):
    """Return the names of the steps in what was drawn."""
    steps = (step for value in values if isinstance(value, list) for step in value)
    return [step[0] for step in steps if isinstance(step[0], str)]


def wrap_steps(cls, names):
    """Have the methods that take the steps say so; tell if there are any."""
    for prefix in PREFIXES:
        for owner in _get_owners(cls):
            is_test = issubclass(owner, TestCase)
            methods = {name: getattr(owner, prefix + name, None) for name in names}
            known = {name: method for name, method in methods.items() if method}
            if len(known) > len(names) / 2 and (len(prefix) > 1 or not is_test):
                for name, method in known.items():
                    setattr(owner, prefix + name, _tell(name, method))
                return True
    return False


def _get_owners(cls):
    """Return the class of a test, and the classes that its modules know."""
    owners = {cls: True}
    for base in cls.__mro__:
        module = sys.modules[base.__module__]
        if ".tests." in module.__name__:
            found = (thing for thing in vars(module).values() if type(thing) is type)
            ours = (thing for thing in found if ".tests." in thing.__module__)
            owners |= dict.fromkeys(ours, True)
    return [*owners]


def _tell(name, method):
    @functools.wraps(method)
    def step(owner, *args, **kwargs):
        example = _now
        if not example or example.depth:
            return method(owner, *args, **kwargs)
        example.begin(name)
        example.depth += 1
        try:
            return method(owner, *args, **kwargs)
        finally:
            example.depth -= 1

    return step
