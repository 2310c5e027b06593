"""The cache's keys, folders, files and locks."""

import subprocess
import sys
import threading
import time

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
    cache.make("thing", calls.append, "making it")
    cache.make("thing", calls.append, "making it")
    assert len(calls) == 1


def test_interrupted_folder_starts_over():
    def interrupted(path):
        (path / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.make("thing", interrupted, "making it")
    path = cache.make("thing", lambda path: (path / "whole").touch(), "making it")
    assert [child.name for child in path.iterdir()] == ["whole"]
    assert not list(cache.folder().glob("*partial"))


def test_folder_that_cannot_be_made_names_the_remedy(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(Problem, match="XDG_CACHE_HOME"):
        cache.folder()


def test_lock_makes_a_second_run_wait_and_say_for_what(capsys):
    entered = threading.Event()

    def hold_lock():
        with cache.lock("thing", "making it"):
            entered.set()

    other = threading.Thread(target=hold_lock)
    with cache.lock("thing", "making it"):
        other.start()
        assert not entered.wait(0.5)
    assert entered.wait(10)
    other.join()
    assert "another run that is making it" in capsys.readouterr().out


def test_two_things_are_made_at_once():
    with cache.lock("one", "making one"), cache.lock("two", "making two"):
        pass


def test_runs_share_a_lock_that_they_only_use():
    with cache.lock("thing", "using it", is_shared=True):
        with cache.lock("thing", "using it", is_shared=True):
            pass


def test_two_runs_make_a_thing_once():
    calls = []

    def build(path):
        calls.append(path)
        time.sleep(0.3)
        (path / "whole").touch()

    def make():
        assert (cache.make("thing", build, "making it") / "whole").exists()

    runs = [threading.Thread(target=make) for _run in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(calls) == 1


def test_killed_run_leaves_nothing_that_the_next_trips_over():
    code = """
import os, pathlib, signal, sys
from tooling import cache
def build(path):
    (path / "half").touch()
    os.kill(os.getpid(), signal.SIGKILL)
cache.make("thing", build, "making it")
"""
    folder = cache.CHECKOUT / "dev"
    killed = subprocess.run([sys.executable, "-c", code], cwd=folder)
    assert killed.returncode < 0
    path = cache.make("thing", lambda path: (path / "whole").touch(), "making it")
    assert [child.name for child in path.iterdir()] == ["whole"]
    assert not list(cache.folder().glob("*partial"))


def test_file_is_whole_or_as_it_was(tmp_path):
    path = tmp_path / "file"
    cache.write(path, "one")
    cache.write(path, "two")
    assert path.read_text() == "two"
    assert list(tmp_path.iterdir()) == [path]
