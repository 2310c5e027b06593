"""On which versions of Python and PostgreSQL the addon is tested."""

import json

import pytest

from tooling import bootstrap, cache, postgres_releases
from tooling.commands import versions
from tooling.output import Problem

LOG = """\
FAILED tests/test_draw.py::TestDraw::test_draw
================= 2 failed, 31 passed, 1 error in 61.27s (0:01:01) =================
======================== 17 passed in 61.27s (0:01:01) =========================
"""
GOOD = {"passed": 17, "failed": 0}


def test_each_supported_version_is_in_a_pair():
    pythons, releases = map(set, zip(*versions.PAIRS, strict=True))
    assert pythons == set(versions.PYTHONS)
    assert releases == set(postgres_releases.RELEASES)


def test_the_pythons_are_those_that_the_commands_accept():
    ends = [".".join(map(str, v)) for v in (bootstrap.OLDEST, bootstrap.NEWEST)]
    assert [versions.PYTHONS[0], versions.PYTHONS[-1]] == ends
    readme = (cache.CHECKOUT / "README.md").read_text()
    assert f"Python {ends[0]}–{ends[1]}" in readme


def test_what_pytest_printed_is_added_up():
    assert versions.read(LOG) == {"passed": 48, "failed": 3}


@pytest.mark.parametrize("over", [{"passed": 0}, {"failed": 1}, {"reason": "gone"}])
def test_a_version_is_good_only_when_its_tests_ran_and_passed(over):
    assert versions.is_good(GOOD)
    assert not versions.is_good(GOOD | over)


def test_a_pair_that_is_not_known_is_refused():
    assert versions.choose(["3.11/15"]) == [("3.11", "15")]
    with pytest.raises(Problem):
        versions.choose(["3.9/15"])


def test_a_python_that_does_not_run_is_not_taken(tmp_path, monkeypatch):
    stand_in = tmp_path / "python3.10"
    stand_in.write_text("#!/bin/sh\nexit 127\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert versions.find_python("3.10") is None


def test_a_row_is_known_by_its_pair():
    row = {"python": "3.11.7", "postgresql": "15.18"}
    assert versions.get_pair(row) == ("3.11", "15")
    assert versions.get_pair({"python": "3.9", "postgresql": "18"}) == ("3.9", "18")


@pytest.mark.skipif(not versions.PUBLISHED.exists(), reason="not published yet")
def test_what_is_published_covers_each_version():
    rows = json.loads(versions.PUBLISHED.read_text())["rows"]
    pythons = {row["python"].rpartition(".")[0] for row in rows}
    releases = {row["postgresql"].partition(".")[0] for row in rows}
    assert pythons == set(versions.PYTHONS)
    assert releases == set(postgres_releases.RELEASES)
    assert all(map(versions.is_good, rows))
