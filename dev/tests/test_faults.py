"""What `dev/faults` believes of workers that were killed, and how it tells it."""

import json
import os
import subprocess
import sys
from random import Random

import pytest

from tooling.commands import faults
from tooling.faults import catalogue, disk, report, told
from tooling.faults.fault import FAULTS, Outcome
from tooling.output import Problem


def make_outcome(**over):
    outcome = Outcome()
    outcome.add([], "at 1")
    return outcome.tell(FAULTS["stop"], 1.25) | over


def test_what_a_worker_told_stands_when_it_is_killed(tmp_path):
    """Each commit is told at once: a client was told so, too."""
    script = (
        "import os, signal, sys; from tooling.faults.told import Teller;"
        "teller = Teller(sys.argv[1]); teller.begin('line 1', 'log', minutes=5);"
        "teller.done('line 1', 'log', minutes=5); os.kill(os.getpid(), 9)"
    )
    path = tmp_path / "worker"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", script, str(path)], env=environment)
    words = told.read(path)["line 1"]
    assert told.get_possible(words) == [("log", {"minutes": 5})]


def test_nobody_knows_whether_a_step_that_was_begun_was_committed(tmp_path):
    teller = told.Teller(tmp_path / "worker")
    teller.begin("hold", "held")
    words = told.read(tmp_path / "worker")["hold"]
    assert told.get_possible(words) == [(None, {}), ("held", {})]
    teller.done("hold", "held")
    teller.begin("hold", "posted")
    words = told.read(tmp_path / "worker")["hold"]
    assert told.get_possible(words) == [("held", {}), ("posted", {})]


def test_a_worker_that_told_nothing_did_nothing(tmp_path):
    assert told.read(tmp_path / "nobody") == {}
    assert told.get_possible([]) == [(None, {})]


def test_a_name_stands_for_one_fault_or_for_its_kind():
    assert [name for name, *_ in catalogue.choose(["stop"])] == ["stop"]
    kills = catalogue.choose(["kill"], is_quick=True, seed=7)
    assert {name.partition("_")[0] for name, *_ in kills} == {"kill"}
    assert {seed for _name, _times, seed in kills} == {7}
    assert catalogue.choose(["cut"], times=3) == [("cut", 3, 1)]
    with pytest.raises(Problem, match="--list"):
        catalogue.choose(["earthquake"])


def test_a_thousand_processes_are_killed():
    kills = [fault.times for fault in FAULTS.values() if fault.name[:5] == "kill_"]
    assert sum(kills) == 1000


def test_a_fault_that_was_not_played_has_not_passed():
    assert report.is_clean(make_outcome())
    assert not report.is_clean(make_outcome(times=0, missing="no small disk"))
    assert not report.is_clean(make_outcome(violations=["a line is there twice"]))
    assert report.get_cells(make_outcome(missing="no small disk"))[2] == "–"


def test_outcomes_of_several_runs_come_together(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = tmp_path / "kept.json"
    report.keep(make_outcome(times=1), path)
    report.keep(make_outcome(fault="cut"), path)
    report.keep(make_outcome(times=2), path)
    kept = report.read(path)
    assert [(name, kept[name]["times"]) for name in kept] == [("stop", 2), ("cut", 1)]


def test_only_what_was_played_is_published(tmp_path, monkeypatch):
    monkeypatch.setattr(faults, "get_target", lambda: tmp_path / "none.json")
    with pytest.raises(Problem, match="not played yet: kill_draws"):
        faults.main(["--publish"])
    path = tmp_path / "faults.json"
    about = {"date": "2026-11-28", "python": "3.11", "processors": 2, "load": 1}
    report.publish([make_outcome()], about, path)
    assert json.loads(path.read_text())["rows"][0]["violations"] == 0


def test_sizes_of_files_are_whole_pages(tmp_path):
    (tmp_path / "small").write_bytes(b"x")
    (tmp_path / "large").write_bytes(bytes(disk.PAGE + 1))
    assert disk.get_size(tmp_path) == 3 * disk.PAGE


def test_a_filler_is_taken_away(tmp_path, monkeypatch):
    usage = type("Usage", (), {"free": 200_000})
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _path: usage)
    disk.fill(tmp_path, left=Random(1).randrange(1, 100))
    assert 199_000 < (tmp_path / disk.FILLER).stat().st_size < 200_000
    disk.free(tmp_path)
    assert not (tmp_path / disk.FILLER).exists()
