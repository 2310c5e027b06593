"""What the scripts need from the system, and how they come by it."""

import sys

import pytest

from tooling import bootstrap, cache, debian, system
from tooling.output import Problem


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.fixture
def bare(monkeypatch):
    """Give a system that lacks two things of three, and the list of what was run."""
    there = set()
    needs = [
        system.Need("chromium", {"test"}, lambda: "chromium" in there),
        system.Need("python3-venv", None, lambda: "python3-venv" in there),
        system.Need("git", {"lint"}, lambda: "git" in there),
    ]
    monkeypatch.setattr(system, "NEEDS", needs)
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    calls = []

    def call(command, **options):
        calls.append(command)
        if "install" in command:
            there.update(command)

    monkeypatch.setattr(debian, "call", call)
    return calls


def test_all_that_is_missing_is_named_at_once_with_one_command(bare, monkeypatch):
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    with pytest.raises(Problem) as raised:
        system.provide("test", may_install=False)
    command = str(raised.value).splitlines()[-1]
    assert command.endswith("apt-get install --yes chromium python3-venv")
    assert "git" not in str(raised.value)
    assert bare == []


def test_root_installs_what_is_missing_and_nothing_else(bare, monkeypatch, capsys):
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    system.provide("test")
    system.provide("test")
    assert [command[-2:] for command in bare if "install" in command] == [
        ["chromium", "python3-venv"]
    ]
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_account_without_privilege_is_told_the_command(bare, monkeypatch):
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system, "_get_privilege", lambda: None)
    with pytest.raises(Problem, match="sudo apt-get install --yes python3-venv git"):
        system.provide("lint")


def test_first_reason_is_told_when_apt_fails(bare, monkeypatch):
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)

    def call(command, **options):
        if "update" in command:
            raise Problem("no mirror answers")
        if "install" in command:
            raise Problem("no such package")

    monkeypatch.setattr(debian, "call", call)
    with pytest.raises(Problem, match="no mirror answers"):
        system.provide("test")


def test_help_asks_nothing_of_the_system(monkeypatch):
    asked = []
    monkeypatch.setattr(bootstrap, "_is_inside", lambda: True)
    monkeypatch.setattr(bootstrap.sys, "argv", ["dev/test", "--help"])
    monkeypatch.setattr(
        system, "provide", lambda command, may_install: asked.append(command)
    )
    with pytest.raises(SystemExit):
        bootstrap._run("test")
    assert asked == [None]


def test_ci_has_no_list_of_its_own():
    text = (cache.CHECKOUT / ".ci" / "run").read_text()
    assert not [need.package for need in system.NEEDS if f"{need.package} " in text]


def test_only_the_standard_library_is_needed_before_there_is_anything_else():
    code = "import sys; sys.path.insert(0, 'dev'); from tooling import bootstrap"
    debian.call([sys.executable, "-S", "-c", code], cwd=cache.CHECKOUT)
