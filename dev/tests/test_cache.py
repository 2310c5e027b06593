"""The cache's keys, folders and lock."""

import threading

import pytest

from tooling import cache
from tooling.output import Problem


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_key_tells_the_limits_of_its_parts():
    assert cache.key("ab", "c") != cache.key("a", "bc")


def test_folder_is_made_once():
    calls = []
    cache.make("thing", calls.append)
    cache.make("thing", calls.append)
    assert len(calls) == 1


def test_interrupted_folder_starts_over():
    def interrupted(path):
        (path / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.make("thing", interrupted)
    path = cache.make("thing", lambda path: (path / "whole").touch())
    assert [child.name for child in path.iterdir()] == ["whole"]


def test_folder_that_cannot_be_made_names_the_remedy(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(Problem, match="XDG_CACHE_HOME"):
        cache.folder()


def test_lock_makes_a_second_run_wait():
    entered = threading.Event()

    def hold_lock():
        with cache.lock():
            entered.set()

    other = threading.Thread(target=hold_lock)
    with cache.lock():
        other.start()
        assert not entered.wait(0.5)
    assert entered.wait(10)
    other.join()
