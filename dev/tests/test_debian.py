"""The private apt configuration."""

import pytest

from tooling import debian
from tooling.output import Problem


def test_config_touches_nothing_of_the_system(tmp_path):
    config = debian.write_config(tmp_path, "file:///mirror").read_text()
    paths = [line.split('"')[1] for line in config.splitlines() if '"/' in line]
    assert all(path.startswith((str(tmp_path), "/dev/null")) for path in paths)


def test_sources_are_signed_by_debian(tmp_path):
    debian.write_config(tmp_path, "file:///mirror")
    lines = (tmp_path / "sources.list").read_text().splitlines()
    assert [line.split()[3] for line in lines] == list(debian.SUITES)
    assert all(f"signed-by={debian.KEYRING}" in line for line in lines)


def test_mirrors_are_those_of_the_machine_without_doubles(monkeypatch):
    output = "main file:///a/\nmain file:///a/\nmain file:///security/\nx file:///b/\n"
    monkeypatch.setattr(debian, "_call", lambda command: output)
    assert debian.get_mirrors() == ["file:///a/"]


def test_no_mirror_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(debian, "get_mirrors", list)
    with pytest.raises(Problem, match="no Debian mirror"):
        debian.fetch(["odoo-19"], tmp_path)
