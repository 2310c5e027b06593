"""The private apt configuration."""

import pytest

from tooling import debian
from tooling.output import Problem

SUITES = ("sid", "bookworm")


def test_config_touches_nothing_of_the_system(tmp_path):
    config = debian.write_config(tmp_path, "file:///mirror", SUITES).read_text()
    paths = [line.split('"')[1] for line in config.splitlines() if '"/' in line]
    assert all(path.startswith((str(tmp_path), "/dev/null")) for path in paths)


def test_sources_are_signed_by_debian(tmp_path):
    debian.write_config(tmp_path, "file:///mirror", SUITES)
    lines = (tmp_path / "sources.list").read_text().splitlines()
    assert [line.split()[3] for line in lines] == list(SUITES)
    assert all(f"signed-by={debian.KEYRING}" in line for line in lines)


def test_mirrors_are_those_of_the_machine_without_doubles(monkeypatch):
    output = "main file:///a/\nmain file:///a/\nmain file:///security/\nx file:///b/\n"
    monkeypatch.setattr(debian, "call", lambda command: output)
    assert debian.get_mirrors() == ["file:///a/"]


def test_no_mirror_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(debian, "get_mirrors", list)
    with pytest.raises(Problem, match="no Debian mirror"):
        debian.fetch(["odoo-19"], SUITES, tmp_path)


def test_first_mirror_that_fails_is_told_first_and_nothing_is_left(
    tmp_path, monkeypatch
):
    def call(command, env, **options):
        sources = tmp_path / ".apt" / "sources.list"
        raise Problem(sources.read_text().split()[2] + " does not answer")

    monkeypatch.setattr(debian, "get_mirrors", lambda: ["file:///a", "file:///b"])
    monkeypatch.setattr(debian, "call", call)
    with pytest.raises(Problem, match="a does not answer; then file:///b does not"):
        debian.fetch(["odoo-19"], SUITES, tmp_path)
    assert not list(tmp_path.iterdir())


def test_libraries_are_what_apt_would_install(monkeypatch):
    output = (
        "NOTE: This is only a simulation!\n"
        "Inst libc6 (2.36 Debian:12/oldstable [amd64])\n"
        "Inst adduser (3 Debian:12/oldstable [all])\n"
        "Inst wkhtmltopdf (0.12.6-2+b1 Debian:12/oldstable [amd64])\n"
        "Conf libc6 (2.36 Debian:12/oldstable [amd64])\n"
    )
    monkeypatch.setattr(debian, "call", lambda command, env: output)
    assert debian.find_libraries("wkhtmltopdf", {}) == ["libc6", "wkhtmltopdf"]


def test_command_that_fails_tells_its_first_error():
    script = "echo 'W: old' >&2; echo 'E: first' >&2; echo 'E: second' >&2; exit 1"
    with pytest.raises(Problem, match="^sh -c: first$"):
        debian.call(["sh", "-c", script])
