"""Several runs that share their files of tests: each takes the next one that is left.

`--queue` names a folder in which a run notes what it has taken.
"""

import itertools
from pathlib import Path

import pytest

# What takes long comes first, so that no run is left with it at the end.
LONG = ("random", "tours", "uninstall", "upgrade", "dist")


def pytest_addoption(parser):
    parser.addoption("--queue", type=Path, help="the folder of what is taken")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if config.option.queue:
        items.sort(key=lambda item: not any(word in item.path.stem for word in LONG))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """Run the tests of the files that this run takes; None leaves them to pytest."""
    folder = session.config.option.queue
    if not folder or session.config.option.collectonly or session.testsfailed:
        return None
    # A file is taken while the test before it has yet to run, as pytest is told which
    # test is the next.
    items = itertools.chain(_take(session.items, folder), [None])
    for item, next_item in itertools.pairwise(items):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=next_item)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
    return True


def _take(items, folder):
    """Yield the tests of each file that no other run has taken."""
    for path, tests in itertools.groupby(items, key=lambda item: item.path):
        try:
            (folder / "-".join(path.parts[1:])).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from tests
