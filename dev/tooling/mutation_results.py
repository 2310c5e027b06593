"""What is known of mutants: which tests run which lines, and what became of each.

Both are kept in the cache, a line of JSON for each thing that was found, so that a run
that was interrupted goes on. They hold for every checkout: what they tell of a test is
of its file's content, and of a mutant, of its function's.
"""

import ast
import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from . import cache, mutation

# So many seconds of tests are tried on one mutant: the quickest and most special ones.
SECONDS_MAX = 30
SET_UP = "setUpClass"
# Fates of a mutant. Of what does not end or ends the process everybody takes notice.
KILLED, OVER_TIME, SURVIVED, NOT_REACHED = "killed", "over time", "alive", "not reached"
NOTICED = {KILLED, OVER_TIME}
OPEN = None


class Test(NamedTuple):
    """A test, the class that it is of, and a name that tells its content as well."""

    group: str
    method: str
    seconds: float
    name: str


class Log:
    """Lines of JSON in a file of the cache."""

    def __init__(self, name):
        folder = cache.folder() / "mutants"
        folder.mkdir(exist_ok=True)
        self.path = folder / f"{name}.jsonl"

    def read(self):
        if not self.path.exists():
            return []
        lines = self.path.read_text().splitlines()
        return [json.loads(line) for line in lines if line.endswith("}")]

    def add(self, row):
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")

    def count(self):
        return len(self.path.read_bytes().splitlines()) if self.path.exists() else 0


class Calls:
    """Which tests run which lines of which functions."""

    def __init__(self, rows):
        self.files = {}
        # Whether all tests that are there now were looked at.
        self.is_whole = any(row.get("whole") == get_whole_key() for row in rows)
        self.classes = {
            row["class"]: row
            for row in rows
            if "class" in row and self.get_key(row["class"]) == row["file"]
        }
        self.places = self._index()

    def get_key(self, test):
        """Return the key of the content of the file of a test."""
        name = test.partition(".")[0]
        if name not in self.files:
            self.files[name] = get_test_key(name)
        return self.files[name]

    def _index(self):
        """Return {function: {line: [(cost, test)]}}."""
        places = defaultdict(lambda: defaultdict(list))
        for row in self.classes.values():
            if SET_UP in row["failed"]:
                continue
            share = row["seconds"][SET_UP] / len(row["seconds"])
            for method in row["lines"].keys() - set(row["failed"]):
                seconds, found = row["seconds"][method], row["lines"][method]
                name = f"{row['class']}.{method}@{row['file']}"
                test = Test(row["class"], method, seconds, name)
                # A test that runs little else is about it.
                width = sum(bits.bit_count() for bits in found.values())
                cost = (seconds + share + 0.05) * (width + 10)
                for number, bits in found.items():
                    place = places[row["places"][int(number)]]
                    for line in range(bits.bit_length()):
                        if bits >> line & 1:
                            place[line].append((cost, test))
        return places

    def find(self, mutant):
        """Return the tests that run the mutant, in the order to try them in."""
        lines = self.places.get(mutant.place, {})
        first, last = mutant.statement
        found = lines.get(mutant.line) or [
            entry for line in range(first, last + 1) for entry in lines.get(line, ())
        ]
        chosen, total = [], 0
        for _cost, test in sorted(set(found)):
            total += test.seconds
            if chosen and total > SECONDS_MAX:
                break
            chosen.append(test)
        return chosen


class Fates:
    """What became of mutants so far."""

    def __init__(self, rows, calls):
        self.calls = calls
        self.killed, self.tried = {}, defaultdict(set)
        for row in rows:
            self.add(row)

    def add(self, row):
        key = row["name"], row["code"]
        if row["by"] and self._is_valid(row["by"]):
            self.killed[key] = row["by"]
        self.tried[key].update(row["tried"])

    def _is_valid(self, by):
        """Tell whether the test that killed is what it was."""
        name, _at, file = by.rpartition("@")
        return not name or self.calls.get_key(name) == file

    def find_tests(self, mutant, code):
        """Return the tests that are still to be tried on a mutant."""
        key = mutant.name, code
        if key in self.killed:
            return []
        tests = self.calls.find(mutant)
        return [test for test in tests if test.name not in self.tried[key]]

    def get(self, mutant, code):
        """Return (fate, by which test)."""
        key = mutant.name, code
        if by := self.killed.get(key):
            fate = OVER_TIME if by == "time" else KILLED
            return ("unfit" if by == "unfit" else fate), by
        if self.find_tests(mutant, code):
            return OPEN, None
        return (SURVIVED if self.calls.find(mutant) else NOT_REACHED), None


def get_whole_key():
    """Return the key of the content of all files of tests."""
    paths = sorted((cache.CHECKOUT / "tests").glob("test_*.py"))
    return cache.key(*(path.name for path in paths), *map(Path.read_bytes, paths))


def get_test_key(name):
    """Return the key of the content of a file of tests, None without."""
    path = cache.CHECKOUT / "tests" / f"{name}.py"
    return cache.key(path.read_bytes()) if path.exists() else None


def find_all(paths):
    """Return {mutant: key of the content of its function}."""
    found = {}
    for path in paths:
        source = (cache.CHECKOUT / path).read_text()
        keys = get_keys(source)
        for mutant in mutation.find_mutants(source, path):
            found[mutant] = keys[mutant.function]
    return found


def get_keys(source):
    """Return {function: key of its content} of a file."""
    return {
        name: cache.key(ast.unparse(function))
        for name, function in mutation.find_functions(ast.parse(source))
    }
