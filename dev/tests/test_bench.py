"""What `dev/bench` measures, how it tells it, and when it fails."""

import json
from xml.etree import ElementTree

import pytest

from tooling.bench import catalogue, curve, measure, report
from tooling.bench.figure import FIGURES, Budget
from tooling.commands import bench
from tooling.output import Problem


def make_result(size=1, ours=20.0, **over):
    side = measure.summarise([ours / 1000] * 3)
    return {
        "figure": "line",
        "title": "A line",
        "unit": "lines",
        "size": size,
        "ours": side,
        "odoo": measure.summarise([0.040] * 3),
        "ratio": ours / 40,
        "budgets": [Budget(ratio=0.8)._asdict()],
        "misses": [],
    } | over


def test_rounds_alternate_and_the_first_is_not_kept():
    heard = []

    def make(name):
        return lambda: heard.append(name) or len(heard)

    times = measure.alternate({"a": make("a"), "b": make("b")}, 2)
    assert "".join(heard) == "abbaab"
    assert times == {"a": [4, 5], "b": [3, 6]}


def test_durations_are_told_with_their_spread():
    told = measure.summarise([0.001 * number for number in range(1, 102)])
    assert (told["median"], told["low"], told["high"]) == (51, 26, 76)
    assert (told["p95"], told["p99"], told["rounds"]) == (96, 100, 101)
    assert measure.summarise([0.5])["p99"] == 500


def test_a_ratio_is_of_the_same_round():
    """A machine that is slow for a while slows both."""
    times = {"ours": [1, 10, 1], "odoo": [2, 20, 2]}
    assert measure.tell(times)["ratio"] == 0.5


def test_a_budget_counts_at_its_size():
    budget = Budget(milliseconds=10, size=100)
    assert budget.find_misses(make_result(size=99)) == []
    assert budget.find_misses(make_result(size=100)) == ["20 ms, not 10"]
    assert Budget(ratio=0.8).find_misses(make_result()) == []
    assert Budget(ratio=0.4).find_misses(make_result())


def test_an_error_is_beyond_every_budget():
    result = make_result()
    result["ours"]["errors"] = 2
    assert Budget(p95_milliseconds=500).find_misses(result) == ["2 errors"]


def test_a_run_is_chosen():
    assert catalogue.choose(["line"], rounds=2) == [("line", 1, 2)]
    quick = catalogue.choose(is_quick=True)
    assert {name for name, _size, _rounds in quick} == set(FIGURES)
    assert max(size for _name, size, _rounds in quick) <= 10_000
    with pytest.raises(Problem, match="nothing"):
        catalogue.choose(["nothing"])


def test_the_list_names_each_figure(capsys):
    assert bench.main(["--list"]) == 0
    shown = capsys.readouterr().out
    assert all(f"{name} " in shown for name in FIGURES)


def test_curves_are_drawn(tmp_path):
    results = [make_result(size=size, ours=size) for size in (10, 1000)]
    report.write(results, is_quick=True, folder=tmp_path)
    drawn = ElementTree.parse(tmp_path / "line.svg").getroot()
    assert len(drawn.findall(".//{*}circle")) == 4
    assert json.loads((tmp_path / report.QUICK_RESULTS).read_text())["results"]
    assert (
        curve.draw("Nothing", [make_result(ours=20) | {"ours": {}, "odoo": {}}]) == ""
    )


def test_what_could_not_be_measured_is_told(capsys):
    report.say_result(make_result(ours=1) | {"ours": {}, "misses": ["no server"]})
    assert "beyond the budget: no server" in capsys.readouterr().out


def test_only_a_whole_run_is_published(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "get_target", lambda: tmp_path)
    monkeypatch.setattr(bench, "PUBLISHED", bench.cache.CHECKOUT / ".performance.json")
    with pytest.raises(Problem, match="no whole run"):
        bench.main(["--publish"])
    report.write([make_result()], is_quick=False, folder=tmp_path)
    try:
        assert bench.main(["--publish"]) == 0
        (row,) = json.loads(bench.PUBLISHED.read_text())["rows"]
    finally:
        bench.PUBLISHED.unlink(missing_ok=True)
    assert (row["ours"], row["ratio"]) == ("20 ms", "0.50")
    assert row["budget"] == "≤ 0.8 × Odoo"
