"""Our own PostgreSQL server."""

import os

import pytest

from tooling import postgres


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
