"""What random histories have reached: which steps were done, and which after which."""

from collections import Counter
from fnmatch import fnmatch
from itertools import pairwise, product


class Machine:
    """What the histories of one test have done so far."""

    def __init__(self, name, steps, told=None):
        told = told or {}
        self.name, self.steps = name, steps
        self.examples = told.get("examples", 0)
        self.drawn = Counter(told.get("drawn", {}))
        self.done = Counter(told.get("done", {}))
        self.pairs = Counter(
            {tuple(key.split()): n for key, n in told.get("pairs", {}).items()}
        )

    def add(self, drawn, done):
        """Add a history: the names of the steps it tried, and of those it has done."""
        self.examples += 1
        self.drawn.update(drawn)
        self.done.update(done)
        self.pairs.update(pairwise(done))

    def merge(self, other):
        self.examples += other.examples
        self.steps = sorted({*self.steps, *other.steps})
        for name in ("drawn", "done", "pairs"):
            getattr(self, name).update(getattr(other, name))

    def to_json(self):
        pairs = {" ".join(pair): count for pair, count in self.pairs.items()}
        return {
            "name": self.name,
            "steps": self.steps,
            "examples": self.examples,
            "drawn": self.drawn,
            "done": self.done,
            "pairs": pairs,
        }

    def get_missing_steps(self):
        return [name for name in self.steps if not self.done[name]]

    def get_missing_pairs(self, impossible=()):
        """Return the pairs that never were, but for those that cannot be."""
        pairs = product(self.steps, repeat=2)
        return [p for p in pairs if not self.pairs[p] and not self._is(p, impossible)]

    def _is(self, pair, impossible):
        before, after = pair
        return any(
            fnmatch(self.name, name) and before in first and after in second
            for name, first, second in impossible
        )

    def summarise(self, impossible=()):
        """Return what people read of it, as plain data."""
        possible = [
            pair
            for pair in product(self.steps, repeat=2)
            if self.pairs[pair] or not self._is(pair, impossible)
        ]
        return {
            "name": self.name,
            "examples": self.examples,
            "steps": self.done.total(),
            "kinds": len(self.steps),
            "kinds_done": len(self.steps) - len(self.get_missing_steps()),
            "pairs": len(possible),
            "pairs_done": sum(1 for pair in possible if self.pairs[pair]),
        }


def read(told_list):
    """Return {name: machine} of what runs told, added up."""
    machines = {}
    for told in told_list:
        machine = Machine(told["name"], told["steps"], told)
        if told["name"] in machines:
            machines[told["name"]].merge(machine)
        else:
            machines[told["name"]] = machine
    return dict(sorted(machines.items()))


def read_impossible(text):
    """Return (name, steps before, steps after) of each line of a list of pairs."""
    rows = [line for line in text.splitlines() if line.strip() and line[0] != "#"]
    parts = [[part.strip() for part in row.split("|")] for row in rows]
    return [(name, first.split(), then.split()) for name, first, then, _why in parts]


def tell(machines, impossible):
    """Yield lines: a table of what was reached, and what never was."""
    yield f"{'':60} {'histories':>9} {'steps':>9} {'kinds':>7} {'pairs':>9}"
    for name, machine in machines.items():
        row = machine.summarise(impossible)
        kinds = f"{row['kinds_done']}/{row['kinds']}"
        pairs = f"{row['pairs_done']}/{row['pairs']}"
        where = name.rpartition(".")[0]
        yield (
            f"{where:60} {row['examples']:9,} {row['steps']:9,} {kinds:>7} {pairs:>9}"
        )
    for name, machine in machines.items():
        for step in machine.get_missing_steps():
            yield f"NEVER DONE {name}: {step} ({machine.drawn[step]} times tried)"
        pairs = machine.get_missing_pairs(impossible)
        if pairs:
            told = ", ".join(f"{before} {after}" for before, after in pairs)
            yield f"never one after the other in {name}: {told}"
