"""Where a process is killed: at a moment, at a statement, beside a commit."""

import os
import signal
import time
from functools import partial
from typing import NamedTuple

from odoo import sql_db

# How many of all points are of each kind.
SHARES = (("moment", 0.4), ("statement", 0.3), ("before", 0.15), ("after", 0.15))


class Length(NamedTuple):
    """How long a piece of work is when nothing interrupts it."""

    seconds: float
    statements: int
    commits: int


class Point(NamedTuple):
    """When to kill: seconds, or the number of a statement or a commit."""

    kind: str
    at: float


def choose(rng, length):
    """Return a point in work of that length."""
    kinds, weights = zip(*SHARES, strict=True)
    kind = rng.choices(kinds, weights)[0]
    if kind == "moment":
        return Point(kind, rng.uniform(0, length.seconds * 1.05))
    most = length.statements if kind == "statement" else length.commits
    return Point(kind, rng.randint(1, max(most, 1)))


class Counter:
    """Count statements and commits of this process, and call what waits for one."""

    def __init__(self):
        self.statements = self.commits = 0

    def install(self, on_statement=None, before_commit=None, after_commit=None):
        """Call ``on_statement(number, cursor)`` before each statement, and so on."""
        execute = sql_db.Cursor.execute
        counter = self

        def counted(cursor, *args, **kwargs):
            counter.statements += 1
            if on_statement:
                on_statement(counter.statements, cursor)
            return execute(cursor, *args, **kwargs)

        def commit(connection):
            counter.commits += 1
            if before_commit:
                before_commit(counter.commits, connection)
            super(sql_db.PsycoConnection, connection).commit()
            if after_commit:
                after_commit(counter.commits, connection)

        sql_db.Cursor.execute = counted
        sql_db.PsycoConnection.commit = commit
        return self


def arm(point):
    """Have this process killed at a point, unless it is a moment."""

    def strike(number, _where):
        if number == point.at:
            os.kill(os.getpid(), signal.SIGKILL)

    hooks = {
        "statement": "on_statement",
        "before": "before_commit",
        "after": "after_commit",
    }
    if point.kind in hooks:
        Counter().install(**{hooks[point.kind]: strike})


def judge(place, piece, *workers, may_fail=False):
    """Finish a piece of work that was interrupted; return what is wrong with it.

    It is wrong as well that a worker failed by itself, unless that is what it may do.
    """
    place.wait_until_quiet()
    piece.finish()
    words = [word for each in workers for word in each.read().get(piece.token, ())]
    found = place.read(lambda env: piece.find(env, words))
    return found + [
        f"failed by itself: {worker.get_error().strip()[-300:]}"
        for worker in workers
        if worker.wait() > 0 and not may_fail
    ]


def measure(place, kind, rng, outcome):
    """Let pieces of a work run to their end, and return how long they are."""
    length = Length(1, 1, 1)
    for _round in range(3):
        piece = kind(place, place.ids, place.take_number(), rng)
        piece.prepare()
        worker = place.start(partial(_run_measured, piece))
        worker.go()
        worker.wait()
        outcome.violations += judge(place, piece, worker)
        for word in worker.read().get("length", ()):
            length = Length(**word.facts)
    return length


def _run_measured(piece, teller):
    counter = Counter().install()
    begun = time.perf_counter()
    piece.run(teller)
    teller.done(
        "length",
        "measured",
        seconds=time.perf_counter() - begun,
        statements=counter.statements,
        commits=counter.commits,
    )


def set_policy(place, policy):
    """Say when sales bring credit."""

    def write(env):
        env.company.prepaid_grant_policy = policy

    place.transact(write)
