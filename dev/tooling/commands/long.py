"""dev/test --long: many random histories, from one seed after the other."""

import json
import tempfile
from pathlib import Path

from .. import cache, reached
from ..output import Problem, say

# Each of the tests plays so many histories from each seed.
SEEDS = 10
EXAMPLES = 40
IMPOSSIBLE = cache.CHECKOUT / "dev" / "impossible_pairs.txt"
PUBLISHED = cache.CHECKOUT / "docs" / "reliability.json"


def find_files():
    """Return the paths of the files with tests of random histories."""
    root = cache.CHECKOUT
    paths = [*root.glob("tests/test_*.py"), *root.glob("addons/*/tests/test_*.py")]
    found = [path for path in paths if "import steady" in path.read_text()]
    return sorted(str(path.relative_to(root)) for path in found)


def run(options, paths, run_suites):
    """Play the histories, tell what they reached, and return the exit code.

    `run_suites` runs tests: paths, and what yields options of pytest for each run.
    """
    told = Told(options.seed or 1, options.seeds or SEEDS, options.examples or EXAMPLES)
    codes = run_suites(paths or find_files(), runs=told.get_runs)
    if any(codes) and not told.failed:
        raise Problem("the tests did not run: see above")
    machines = reached.read(told.machines)
    cache.write(get_target(), json.dumps([m.to_json() for m in machines.values()]))
    return judge(machines, told.failed)


class Told:
    """What the runs of all seeds have told so far."""

    def __init__(self, first, seeds, examples):
        self.seeds, self.examples = range(first, first + seeds), examples
        self.machines, self.failed = [], []

    def get_runs(self):
        """Yield the options of pytest for each seed, and say what came of it."""
        for seed in self.seeds:
            with tempfile.TemporaryDirectory() as folder:
                options = get_options(seed, self.examples)
                yield [*options, f"--steps={folder}", "-q"]
                for path in Path(folder).glob("*.json"):
                    self._add(seed, json.loads(path.read_text()))
            count = sum(machine["examples"] for machine in self.machines)
            failed = f"{len(self.failed)} tests failed"
            say(f"Seed {seed}: {count:,} histories so far, {failed}")

    def _add(self, seed, told):
        self.machines += told["machines"]
        for name in told["failed"]:
            options = f"--seed {seed} --examples {self.examples}"
            self.failed.append(f"dev/test {options} {find_path(name)}")


def find_path(name):
    """Return the path in the checkout of a test as pytest names it."""
    module, _slash, rest = name.partition("/")
    return rest if module == cache.ADDON else f"addons/{name}"


def get_target():
    return cache.folder() / f"long-{cache.checkout_key()}.json"


def get_options(seed, examples):
    """Return the options of pytest that play so many histories of a seed."""
    options = [f"--examples={examples}"] if examples else []
    return [*options, f"--hypothesis-seed={seed}"] if seed is not None else options


def judge(machines, failed):
    """Print what was reached and what failed; return 1 for a step that never was."""
    impossible = reached.read_impossible(IMPOSSIBLE.read_text())
    for line in reached.tell(machines, impossible):
        say(line)
    for command in failed:
        say(f"FAILED {command}")
    is_missed = any(machine.get_missing_steps() for machine in machines.values())
    return 1 if failed or is_missed or not machines else 0


def publish():
    """Put the last run where the page about reliability reads it."""
    source = get_target()
    if not source.exists():
        raise Problem("there is no long run yet: run dev/test --long first")
    machines = reached.read(json.loads(source.read_text()))
    impossible = reached.read_impossible(IMPOSSIBLE.read_text())
    rows = [machine.summarise(impossible) for machine in machines.values()]
    cache.write(PUBLISHED, json.dumps({"rows": rows}, indent=1) + "\n")
    say(PUBLISHED.relative_to(cache.CHECKOUT))
    return 0
