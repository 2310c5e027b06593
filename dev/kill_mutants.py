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
import resource
import select
import signal
import sys
import threading
from collections import Counter

from hypothesis import Phase, settings

import odoo.modules.module
from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.tests import TransactionCase
from odoo.tools import config

# Freezing the clock, pages' caches and what classes set up cost here what they cost in
# dev/test, which has them made quick.
from tooling import pytest_caches, pytest_plugin  # noqa: F401
from tooling.mutation_results import Test, get_test_key
from tooling.mutation_tests import Result, get_classes, get_places, put, watch

ADDON = "sale_timesheet_prepaid"
# They write for good, judge by the clock, or are histories by chance.
SKIPPED = re.compile("_race|_kill|_speed|_performance|concurrency|_isolation|_random")
# A mutant that works so many times as long as without, and some seconds, does not end.
# Only its own work counts: on a busy machine all take longer.
PATIENCE, SECONDS_MORE = 5, 10
# Who does not end of itself then is killed after so many times that.
DEAF = 20
BYTES_MORE = 2 << 30


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


class TimeOver(BaseException):
    """A mutant that does not end, which no code under test may catch."""


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
    for name in names[part[0] :: part[1]]:
        file = get_test_key(name.partition(".")[0])
        log.add({"class": name, "file": file, **watch(classes[name], places)})


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
            trial = Trial(classes[group], cursor, sound)
            for one in waiting:
                if one.tests[0].group == group:
                    tests = one.take(group)
                    one.end(log, trial.find_killer(one.mutant, tests), tests)
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


class Trial:
    """A class of tests that is set up, for mutants to be tried on it.

    ``sound`` tells of tests whether they pass without a mutant, here and now: one that
    does not proves nothing.
    """

    def __init__(self, tests, cursor, sound):
        self.methods = {test._testMethodName: test for test in tests}
        self.cursor, self.sound = cursor, sound
        self.is_deaf = False

    def find_killer(self, mutant, tests):
        """Return the name of the test that fails with the mutant, or None."""
        by = self._try(mutant, tests)
        guilty = [test for test in tests if test.name == by]
        if guilty and not self._is_sound(guilty[0]):
            return self.find_killer(mutant, [t for t in tests if t.name != by])
        return by

    def _is_sound(self, test):
        if test.name not in self.sound:
            self.sound[test.name] = not self._try(None, [test])
        return self.sound[test.name]

    def _try(self, mutant, tests):
        """Return what a mutant dies of in a child process, or None if it lives."""
        seconds = PATIENCE * sum(test.seconds for test in tests) + SECONDS_MORE
        chosen = [(test.name, self.methods[test.method]) for test in tests]
        if self.cursor:
            self.cursor.execute("SAVEPOINT mutant")
        text = in_child(lambda: attack(mutant, chosen, seconds), DEAF * seconds)
        if text is None:
            self.is_deaf = True
            return "time"
        if self.cursor:
            # Whatever the child has left there: it has used this connection.
            self.cursor.execute("ROLLBACK TO SAVEPOINT mutant")
            self.cursor.execute("RELEASE SAVEPOINT mutant")
        return json.loads(text) if text else "crash"


def in_child(act, seconds):
    """Return as JSON what a function returns in a child process, '' if it crashes.

    None if it takes too long.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        with os.fdopen(writer, "w") as pipe:
            pipe.write(json.dumps(act()))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        is_there = select.select([pipe], [], [], seconds)[0]
        if not is_there:
            os.kill(child, signal.SIGKILL)
        text = pipe.read()
    os.waitpid(child, 0)
    return text if is_there else None


def attack(mutant, tests, seconds):
    """Run (name, test) with a mutant, in the child; return what it dies of, or None."""
    state = {"is_late": False}

    def end(_signal, _frame):
        state["is_late"] = True
        raise TimeOver

    prepare_child()
    signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        if mutant and not put(ADDON, mutant):
            return "unfit"
        for name, test in tests:
            odoo.modules.module.current_test = test
            result = Result()
            test(result)
            if state["is_late"]:
                return "time"
            if result.failed:
                return name
    except TimeOver:
        return "time"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def prepare_child():
    """Keep the child from what is the parent's, and from all of the memory."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    for pool in (sql_db._Pool, sql_db._Pool_readonly):
        if pool:
            pool._connections = [c for c in pool._connections if c._pool_in_use]
    with open("/proc/self/statm") as file:
        size = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + BYTES_MORE,) * 2)


if __name__ == "__main__":
    odoo.modules.module.current_test = False
    main()
