"""How runs of the tests share their files."""

from pathlib import Path
from types import SimpleNamespace

from tooling import pytest_queue


def _get_items(*names):
    return [SimpleNamespace(path=Path("/tests", name)) for name in names]


def _get_names(items):
    return [item.path.stem for item in items]


def test_runs_side_by_side_are_the_whole_and_split_no_file(tmp_path):
    items = _get_items("a.py", "a.py", "b.py", "c.py", "c.py", "c.py", "d.py")
    first, second = (pytest_queue._take(items, tmp_path) for _run in range(2))
    started = [next(first), next(second)]
    rest = [*second, *first]
    assert _get_names(started) == ["a", "b"]
    assert _get_names(rest) == ["c", "c", "c", "d", "a"]


def test_what_takes_long_comes_first(tmp_path):
    items = _get_items("test_a.py", "test_random_b.py", "test_a_tours.py")
    config = SimpleNamespace(option=SimpleNamespace(queue=tmp_path))
    pytest_queue.pytest_collection_modifyitems(config, items)
    assert _get_names(items) == ["test_random_b", "test_a_tours", "test_a"]
