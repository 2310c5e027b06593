"""Workers who go on until they are told to stop, whatever happens to them."""

import time
from collections import Counter
from contextlib import contextmanager
from random import Random

import psycopg2

from odoo import sql_db

from .judge import find_violations
from .place import workers_at_once
from .work import WORKS

# What everybody does in turn, on one contract.
KINDS = ("draws", "holds")
# A worker without a database waits so long before it tries again.
PAUSE_SECONDS = 0.05


class Crowd:
    """Workers on one contract, and the pieces of work that they began."""

    def __init__(self, place, workers, rng, before=None):
        self.place = place
        self.seeds = [rng.random() for _number in range(workers)]
        # Numbers that no other crowd gives.
        self.number = place.take_number()
        self.stop_file = place.folder / f"stop-{self.number}"
        self.before = before
        self.errors = Counter()

    @contextmanager
    def at_work(self):
        """Let them work; they have ended after."""
        runs = [self._make_run(n, seed) for n, seed in enumerate(self.seeds)]
        with workers_at_once(self.place, runs, self.before) as self.workers:
            try:
                yield
            finally:
                self.stop_file.touch()

    def _make_run(self, turn, seed):
        return lambda teller: self._work(turn, Random(seed), teller)

    def _work(self, turn, rng, teller):
        for piece in self._get_pieces(turn, rng):
            if self.stop_file.exists():
                break
            try:
                piece.run(teller)
            # Whatever it is: a person reads an error, and goes on.
            except Exception as error:  # noqa: BLE001 - told, and judged there
                is_known = isinstance(error, psycopg2.Error)
                name, text = type(error).__name__, str(error)[:200]
                teller.done("errors", name, text=text, is_known=is_known)
                time.sleep(PAUSE_SECONDS)

    def _get_pieces(self, turn, rng, most=100_000):
        for number in range(most):
            kind = WORKS[KINDS[number % len(KINDS)]]
            name = f"{self.number}.{turn}.{number}"
            yield kind(self.place, self.place.ids, name, rng)

    def wait_for(self, expected, seconds=60):
        """Wait until somebody met an error of these names, or it takes too long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._has_met(expected):
            time.sleep(0.1)

    def _has_met(self, expected):
        words = (worker.read().get("errors", ()) for worker in self.workers)
        return any(word.step in expected for errors in words for word in errors)

    def find(self):
        """Return what is wrong after their work; each piece, and the whole."""
        # The server may have been another one since.
        sql_db.close_all()
        self.place.wait_until_quiet()
        return self.place.read(
            lambda env: [*self._find_pieces(env), *find_violations(env)]
        )

    def judge(self, outcome, where, expected=None):
        """Count one fault if it hit somebody, and what was wrong after it.

        It hit who met an error, of the names that are expected.
        """
        found = self.find()
        outcome.count(committed=self.done, **self.errors)
        if self.errors.keys() & (expected or self.errors.keys()) or found:
            outcome.add(found, where)
        else:
            outcome.count(missed=1)

    def _find_pieces(self, env):
        found = []
        self.done = 0
        for turn, worker in enumerate(self.workers):
            words = worker.read()
            errors = words.pop("errors", ())
            self.errors.update(word.step for word in errors)
            found += [
                f"{word.step}: {word.facts['text']}"
                for word in errors
                if not word.facts["is_known"]
            ]
            for piece in self._get_pieces(turn, Random(0), len(words)):
                told = words.get(piece.token, ())
                self.done += sum(1 for word in told if word.is_done)
                found += [f"{piece.token}: {text}" for text in piece.find(env, told)]
            if worker.code:
                found.append(f"a worker ended: {worker.get_error()[-300:]}")
        return found
