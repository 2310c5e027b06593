"""Which databases are made anew."""

import contextlib

import pytest

from tooling import cache, databases


@pytest.fixture
def made(monkeypatch):
    """Give the list of what is done to the one database that there is."""
    calls, marks = [], []

    def clone(name, mark, modules):
        calls.append("made")
        marks[:] = [mark]

    monkeypatch.setattr(databases, "clone", clone)
    monkeypatch.setattr(databases, "update", lambda *names: calls.append("updated"))
    monkeypatch.setattr(databases, "_get_mark", lambda name: (marks or [None])[0])
    monkeypatch.setattr(cache, "lock", lambda *names: contextlib.nullcontext())
    return calls


def keep(modules=("a",), reuse=True):
    with databases.kept("test", modules, reuse):
        pass


def test_kept_database_is_updated_when_it_is_whole(made):
    keep()
    keep()
    assert made == ["made", "updated"]


def test_kept_database_is_made_anew_when_asked(made):
    keep(reuse=False)
    keep(reuse=False)
    assert made == ["made", "made"]


def test_kept_database_with_other_addons_is_made_anew(made):
    keep()
    keep(["a", "b"])
    assert made == ["made", "made"]
