"""A mutant tried on tests, in a child process of `dev/kill_mutants.py`, inside Odoo."""

import json
import os
import resource
import select
import signal

import odoo.modules.module
from odoo import sql_db

from .mutation_tests import Result, put

# A mutant that works so many times as long as without, and some seconds, does not end.
# Only its own work counts: on a busy machine all take longer.
PATIENCE, SECONDS_MORE = 5, 10
# Who does not end of itself then is killed after so many times that.
DEAF = 20
BYTES_MORE = 2 << 30


class TimeOver(BaseException):
    """A mutant that does not end, which no code under test may catch."""


class Trial:
    """A class of tests that is set up, for mutants to be tried on it.

    ``sound`` tells of tests whether they pass without a mutant, here and now: one that
    does not proves nothing.
    """

    def __init__(self, addon, tests, cursor, sound):
        self.addon = addon
        self.methods = {test._testMethodName: test for test in tests}
        self.cursor, self.sound = cursor, sound
        self.is_deaf = False

    def find_killer(self, one, tests):
        """Return the name of the test that fails with the mutant, or None."""
        by = self._try(one, tests)
        guilty = [test for test in tests if test.name == by]
        if guilty and not self._is_sound(guilty[0]):
            return self.find_killer(one, [t for t in tests if t.name != by])
        return by

    def _is_sound(self, test):
        if test.name not in self.sound:
            self.sound[test.name] = not self._try(None, [test])
        return self.sound[test.name]

    def _try(self, one, tests):
        """Return what a mutant dies of in a child process, or None if it lives."""
        seconds = PATIENCE * sum(test.seconds for test in tests) + SECONDS_MORE
        chosen = [(test.name, self.methods[test.method]) for test in tests]
        if self.cursor:
            self.cursor.execute("SAVEPOINT mutant")

        def act():
            if one and not put(self.addon, one.mutant, one.code):
                return "unfit"
            return attack(chosen, seconds)

        text = in_child(act, DEAF * seconds)
        if text is None:
            self.is_deaf = True
            return "time"
        if self.cursor:
            # Whatever the child has left there: it has used this connection.
            self.cursor.execute("ROLLBACK TO SAVEPOINT mutant")
            self.cursor.execute("RELEASE SAVEPOINT mutant")
        return json.loads(text)


def in_child(act, seconds):
    """Return as JSON what a function returns in a child process, or how that ends.

    None if it takes too long.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        try:
            with os.fdopen(writer, "w") as pipe:
                pipe.write(json.dumps(act()))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        is_there = select.select([pipe], [], [], seconds)[0]
        if not is_there:
            os.kill(child, signal.SIGKILL)
        text = pipe.read()
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) or not is_there:
        return '"crash"' if is_there else None
    # What failed without a test is a mistake of ours, and kills nothing.
    return text or '"unfit"'


def attack(tests, seconds):
    """Run (name, test) in the child; return what its mutant dies of, or None."""
    state = {"is_late": False}

    def end(_signal, _frame):
        state["is_late"] = True
        raise TimeOver

    prepare_child()
    signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
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
