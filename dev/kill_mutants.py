"""Mutants against the tests, inside Odoo: what `dev/mutants` starts, one a database.

Takes the options of Odoo's server. Reads JSON, what to do, and writes a line of JSON to
a file for each thing that it found.

The registry is loaded once, and what a class of tests sets up is made once for many
mutants. Each is tried in a child of its own, which puts it in the place of its
function, runs tests in the transaction of the class and ends; the transaction is then
what it was.
"""

import contextlib
import json
import os
import re
import sys
import threading
from collections import Counter

from hypothesis import Phase, settings

import odoo.modules.module
from odoo.modules.registry import Registry
from odoo.tests import TransactionCase
from odoo.tools import config

# Freezing the clock, pages' caches and what classes set up cost here what they cost in
# dev/test, which has them made quick.
from tooling import pytest_caches, pytest_plugin  # noqa: F401
from tooling.mutation_results import Test, get_test_key
from tooling.mutation_tests import get_classes, get_places, watch
from tooling.mutation_trial import Trial

ADDON = "sale_timesheet_prepaid"
# They write for good, judge by the clock, or are histories by chance.
SKIPPED = re.compile("_race|_kill|_speed|_performance|concurrency|_isolation|_random")
# The same examples each time, and that one fails is enough: nobody reads it.
settings.register_profile(
    "mutants",
    settings.get_profile("steady"),
    derandomize=True,
    max_examples=10,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("mutants")


def main():
    config.parse_config(sys.argv[1:])
    (database,) = config["db_name"]
    Registry(database)
    config["test_enable"] = True
    threading.current_thread().testing = True
    world = get_world()
    world.is_kept = True
    task = json.load(sys.stdin)
    log = Log(task.pop("log"))
    {"record": record, "kill": kill}[task.pop("do")](log, **task)


class Log:
    """A file that more than one process writes to, whole lines at once."""

    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def add(self, row):
        os.write(self.file, f"{json.dumps(row)}\n".encode())


def get_world():
    from odoo.addons.sale_timesheet_prepaid.tests import world

    return world


def get_key(cls):
    """Return what classes have in common that are set up the same."""
    from odoo.addons.sale_timesheet_prepaid.tests.common import PrepaidCommon

    return get_world().get_key(cls, PrepaidCommon) or cls.__name__


# === WHICH TESTS RUN WHICH LINES === #


def record(log, paths, known, wanted, part):
    """Tell of classes of tests which lines they run, and how long they take.

    Of those that are wanted and not known, this process has one part. Those come first
    that most are set up like.
    """
    classes = get_classes(ADDON)
    places = get_places(ADDON, paths)
    names = [
        name
        for name in sorted(classes)
        if re.search(wanted, name) and name not in known and not SKIPPED.search(name)
    ]
    keys = {name: get_key(type(classes[name][0])) for name in names}
    sizes = Counter(keys.values())
    names.sort(key=lambda name: (-sizes[keys[name]], keys[name]))
    # Now, as they were imported: they may be edited meanwhile.
    files = {name: get_test_key(name.partition(".")[0]) for name in names}
    for name in names[part[0] :: part[1]]:
        found = watch(classes[name], places)
        if found["seconds"]:
            log.add({"class": name, "file": files[name], **found})


# === KILLING === #


class Attempt:
    """A mutant, and the tests that are to be tried on it, those to run first first."""

    def __init__(self, name, code, mutant, tests):
        self.name, self.code, self.mutant = name, code, mutant
        self.tests = [Test(*test) for test in tests]

    def take(self, group):
        """Return the tests of that class, which are not tried again."""
        taken = [test for test in self.tests if test.group == group]
        self.tests = [test for test in self.tests if test.group != group]
        return taken

    def end(self, log, by, tests):
        """Note what has come of it: no more tests if it was killed."""
        tried = [test.name for test in tests]
        log.add({"name": self.name, "code": self.code, "by": by, "tried": tried})
        if by:
            self.tests = []


def kill(log, mutants):
    """Note of each mutant by which test it died, or which it has lived through."""
    classes = get_classes(ADDON)
    waiting = [Attempt(**told) for told in mutants]
    sound, key = {}, None
    while waiting:
        group, key = choose(waiting, classes, key)
        with opened(type(classes[group][0])) as cursor:
            trial = Trial(ADDON, classes[group], cursor, sound)
            for one in waiting:
                if one.tests[0].group == group:
                    tests = one.take(group)
                    one.end(log, trial.find_killer(one, tests), tests)
                    if trial.is_deaf:
                        # What it was reading from the database is still to come.
                        os._exit(0)
        waiting = [one for one in waiting if one.tests]


def choose(waiting, classes, key):
    """Return the class to open next, that most wait for, and what it is set up by.

    One that is set up as the last was costs little.
    """
    wanted = Counter(one.tests[0].group for one in waiting)
    keys = {group: get_key(type(classes[group][0])) for group in wanted}
    same = [group for group in wanted if keys[group] == key]
    group = max(sorted(same or wanted), key=wanted.get)
    return group, keys[group]


@contextlib.contextmanager
def opened(cls):
    """Have a class of tests set up, and give its cursor if it has one."""
    odoo.modules.module.current_test = cls
    cls.setUpClass()
    try:
        if issubclass(cls, TransactionCase):
            cls.env.flush_all()
            yield cls.cr
        else:
            yield None
    finally:
        cls.tearDownClass()
        cls.doClassCleanups()


if __name__ == "__main__":
    odoo.modules.module.current_test = False
    main()
