"""What Odoo's own tests of a module came to, with our addons and without them."""

import json
from dataclasses import asdict, dataclass

# With them first: without them only what failed has to be played again.
WITH, WITHOUT = SIDES = ("with", "without")


@dataclass
class Result:
    """One module's tests on one side; `key` is what the database was made of."""

    key: str
    side: str
    module: str
    count: int
    failed: list
    # All tests of the module, or those that failed on the other side.
    is_whole: bool = True

    def write(self):
        return json.dumps(asdict(self))


def read(text, keys=None):
    """Return {(side, module): result} of the lines; the last counts.

    `keys` are the keys of the databases by side: results of others are left out.
    """
    results = (Result(**json.loads(line)) for line in text.splitlines())
    return {
        (result.side, result.module): result
        for result in results
        if not keys or result.key == keys[result.side]
    }


def get_targets(module, failed):
    """Return what Odoo's `--test-tags` has for the module, or for what failed of it."""
    if not failed:
        return [f"/{module}"]
    return [f"/{module}:{get_test(name)}" for name in sorted(failed)]


def get_test(name):
    """Return the name of a test as a tag has it: a class that was not set up, whole."""
    if name.startswith("setUpClass"):
        return name.rstrip(")").rpartition(".")[2]
    return name


def compare(results, modules):
    """Yield a row for each module whose tests ran with our addons, as plain data.

    A failure is new when the same test does not fail without them; None when that is
    not known yet.
    """
    for module in modules:
        ours = results.get((WITH, module))
        theirs = results.get((WITHOUT, module))
        if not ours:
            continue
        failed = set(ours.failed)
        is_known = theirs or not failed
        old = failed & set(theirs.failed if theirs else ())
        yield {
            "module": module,
            "tests": ours.count,
            "failed": len(failed),
            "failed_without": len(old) if is_known else None,
            "new": sorted(failed - old) if is_known else None,
        }
