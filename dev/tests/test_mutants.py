"""What is known of mutants, what a run goes on with, and what is told of it."""

import json

import pytest

from tooling import mutation, mutation_report, mutation_results
from tooling.output import Problem

MUTANT = mutation.Mutant("draw.py", "Draw.due", 0, 1, (1, 1), "a - b → a + b")
OTHER = MUTANT._replace(line=7, statement=(6, 8), change="True → False")
MUTANTS = {MUTANT: "c0de", OTHER: "c0de"}


@pytest.fixture
def calls(monkeypatch):
    monkeypatch.setattr(mutation_results, "get_test_key", lambda name: "f11e")
    row = {
        "class": "test_draw.TestDraw",
        "file": "f11e",
        "seconds": {"setUpClass": 1, "test_slow": 9, "test_quick": 1, "test_red": 0},
        "places": ["other.py: x", "draw.py: Draw.due"],
        "lines": {
            "test_slow": {"0": 0b1111, "1": 0b10},
            "test_quick": {"1": 0b10},
            "test_red": {"1": 0b10},
        },
        "failed": ["test_red"],
    }
    return mutation_results.Calls([row, row | {"class": "test_old.A", "file": "other"}])


@pytest.fixture
def fates(calls):
    return mutation_results.Fates([], calls)


def tell(by=None, *tried):
    name = "test_draw.TestDraw.{}@f11e".format
    by = by and (by if by in ("time", "unfit") else name(by))
    row = {"name": MUTANT.name, "code": "c0de", "by": by}
    return row | {"tried": list(map(name, tried))}


def test_the_quickest_test_that_runs_the_line_comes_first(calls):
    """What fails without a mutant, or is of a file that has changed, tells nothing."""
    found = calls.find(MUTANT)
    assert [test.method for test in found] == ["test_quick", "test_slow"]
    assert calls.find(OTHER) == []


def test_a_mutant_is_not_tried_on_tests_for_longer_than_is_worth_it(calls, monkeypatch):
    monkeypatch.setattr(mutation_results, "SECONDS_MAX", 5)
    assert [test.method for test in calls.find(MUTANT)] == ["test_quick"]


def test_a_run_goes_on_where_it_was_interrupted(fates):
    assert fates.get(MUTANT, "c0de") == (None, None)
    fates.add(tell(None, "test_quick"))
    (left,) = fates.find_tests(MUTANT, "c0de")
    assert left.method == "test_slow"
    fates.add(tell(None, "test_slow"))
    assert fates.get(MUTANT, "c0de")[0] == "alive"


def test_another_content_of_the_function_is_tried_anew(fates):
    fates.add(tell("test_quick"))
    assert fates.get(MUTANT, "c0de")[0] == "killed"
    assert fates.get(MUTANT, "new") == (None, None)


def test_what_a_test_noticed_counts_while_the_test_is_what_it_was(calls):
    row = tell("test_quick")
    row["by"] = row["by"].replace("f11e", "0ther")
    fates = mutation_results.Fates([row], calls)
    assert fates.get(MUTANT, "c0de") == (None, None)


def test_a_line_that_no_test_runs_is_named_as_such(fates):
    fates.add(tell("time"))
    judged = mutation_report.judge(MUTANTS, fates, set())
    assert judged == {MUTANT: ("over time", "time"), OTHER: ("not reached", None)}
    (found,) = mutation_report.count(judged, str).values()
    assert mutation_report.get_score(found) == 0.5


def test_an_explained_mutant_does_not_lower_the_score(fates, capsys):
    fates.add(tell("test_quick"))
    assert mutation_report.tell(MUTANTS, fates, {OTHER.name}) == 0
    assert "100.0%" in capsys.readouterr().out
    assert mutation_report.tell(MUTANTS, fates, set()) == 1
    assert f"NOT REACHED {OTHER.name}" in capsys.readouterr().out


def test_a_mutant_that_cannot_be_put_in_place_counts_nowhere(fates):
    fates.add(tell("unfit"))
    assert MUTANT not in mutation_report.judge(MUTANTS, fates, set())


def test_an_explanation_has_a_reason_and_a_mutant(monkeypatch, tmp_path):
    """An explanation of code that has changed must not excuse another mutant."""
    text = f"# It is the\n# same.\n{MUTANT.name}\n{OTHER.name}\n"
    reasons = mutation_report.parse(text)
    assert reasons == {MUTANT.name: "It is the same.", OTHER.name: "It is the same."}
    with pytest.raises(Problem, match="no reason"):
        mutation_report.parse(MUTANT.name)
    monkeypatch.setattr(mutation_report, "EQUIVALENT", tmp_path / "equivalent.txt")
    mutation_report.EQUIVALENT.write_text(text)
    assert mutation_report.get_explained(MUTANTS) == {MUTANT.name, OTHER.name}
    with pytest.raises(Problem, match="no mutant"):
        mutation_report.get_explained({MUTANT: "c0de"})


def test_what_is_published_says_how_many_there_are_and_were_tried(
    fates, monkeypatch, tmp_path
):
    """What is noticed is known first: a part of it would read better than it is."""
    monkeypatch.setattr(mutation_report, "PUBLISHED", tmp_path / "mutants.json")
    monkeypatch.setattr(mutation_report.cache, "CHECKOUT", tmp_path)
    with pytest.raises(Problem, match="1 of 2 mutants"):
        mutation_report.publish(MUTANTS, MUTANTS, fates, set())
    fates.add(tell("test_quick"))
    with pytest.raises(Problem, match="some tests"):
        mutation_report.publish(MUTANTS, MUTANTS, fates, set())
    fates.calls.is_whole = True
    mutation_report.publish(MUTANTS, MUTANTS, fates, set())
    (row,) = json.loads(mutation_report.PUBLISHED.read_text())["rows"]
    assert (row["generated"], row["killed"], row["not reached"]) == (2, 1, 1)


def test_a_line_that_a_killed_run_left_half_written_is_passed_over(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(mutation_results.cache, "folder", lambda: tmp_path)
    log = mutation_results.Log("fates")
    log.path.write_text('{"a": 1}\n{"b"')
    assert log.read() == [{"a": 1}]
