"""Our own PostgreSQL server."""

import os

import pytest

from tooling import addons_folder, postgres, postgres_server


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "sale_timesheet_prepaid" / "postgres").mkdir(parents=True)


@pytest.mark.parametrize("content", ["", f"{os.getpid()}\n/data\n", "4194999\n"])
def test_number_of_a_killed_server_is_not_taken_for_another_process(content):
    file = postgres._data() / "postmaster.pid"
    file.write_text(content)
    assert not postgres._is_running()
    assert not file.exists()


def test_a_dump_says_what_must_not_be_empty_as_older_servers_understand_it():
    dump = (
        b"CREATE TABLE a (\n    CONSTRAINT a_name NOT NULL name,\n    NOT NULL id\n)\n"
        b"CREATE TABLE b (\n    name text NOT NULL\n)\n"
    )
    assert postgres_server.write_for_older(dump) == (
        b"CREATE TABLE a (\n    CONSTRAINT a_name CHECK (name IS NOT NULL),\n"
        b"    CHECK (id IS NOT NULL)\n)\nCREATE TABLE b (\n    name text NOT NULL\n)\n"
    )


def test_databases_of_two_servers_keep_their_attachments_apart(monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    own = addons_folder.get_data_dir()
    other = addons_folder.get_data_dir("db.example.com")
    assert own.name == "data" != other.name
    monkeypatch.setenv("PGHOST", "db.example.com")
    assert addons_folder.get_data_dir() == other
