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


@pytest.fixture
def copied(monkeypatch):
    """Give the list of what is installed and copied, and the content of the addons."""
    calls, marks, content = [], {}, ["old"]

    def install(name, mark, modules):
        calls.append(f"installed {','.join(modules)}")
        marks[name] = mark

    for name, double in {
        "_install": install,
        "copy": lambda source, name: calls.append(f"copied {name}"),
        "_mark": marks.__setitem__,
        "_get_mark": marks.get,
        "get_template_key": lambda: "template",
    }.items():
        monkeypatch.setattr(databases, name, double)
    monkeypatch.setattr(
        databases.addons_folder, "get_content_key", lambda modules: content[0]
    )
    monkeypatch.setattr(
        cache, "lock", lambda *names, **options: contextlib.nullcontext()
    )
    return calls, content


def test_addons_are_installed_once_and_copied(copied):
    calls, _content = copied
    databases.clone("one", modules=["a"])
    databases.clone("two", modules=["a"])
    assert calls == ["installed a", "copied one", "copied two"]


def test_addons_that_changed_are_installed_again(copied):
    calls, content = copied
    databases.clone("one", modules=["a"])
    content[0] = "new"
    databases.clone("two", modules=["a"])
    databases.clone("three", modules=["a", "b"])
    installed = [call for call in calls if call.startswith("installed")]
    assert installed == ["installed a", "installed a", "installed a,b"]
