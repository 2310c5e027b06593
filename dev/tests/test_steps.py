"""What is counted of random histories."""

import pytest
from hypothesis import strategies as st

from tooling import pytest_steps, reached
from tooling.commands import long

STEP = st.one_of(
    st.tuples(st.just("log"), st.integers()),
    st.tuples(st.sampled_from(["edit", "drop"]), st.integers()),
    st.sampled_from([("pay", 1), ("credit", 2)]),
)


ALL = {"log", "edit", "drop", "pay", "credit"}


@pytest.mark.parametrize(
    ("strategy", "names"),
    [
        (st.lists(STEP), ALL),
        (
            st.lists(st.tuples(STEP, st.just("cron"))),
            {"log", "edit", "drop"} | {"pay", "credit"},
        ),
        (st.sampled_from(["paid", "posted"]), set()),
        (
            st.lists(STEP.filter(bool).map(tuple)),
            {"log", "edit", "drop", "pay", "credit"},
        ),
    ],
)
def test_steps_are_those_that_can_be_drawn(strategy, names):
    assert pytest_steps.find_names(strategy) == names


def _play(*queries):
    """Return the steps done of a history: a word begins one, the rest are queries."""
    machine = reached.Machine("a", ["log", "edit"])
    example = pytest_steps.Example(machine)
    for query in queries:
        begin = example.begin if query in machine.steps else example.note
        begin(query)
    example.end()
    return machine


def test_a_step_is_done_when_something_was_written_and_stays():
    whole, step = 'SAVEPOINT "whole"', 'SAVEPOINT "step"'
    machine = _play(
        *(whole, "log", " INSERT INTO x", "edit", "SELECT 1"),
        *(step, "edit", "UPDATE x", 'ROLLBACK TO SAVEPOINT "step"'),
        *("log", "DELETE FROM x", 'ROLLBACK TO SAVEPOINT "whole"'),
    )
    assert machine.drawn == {"log": 2, "edit": 2}
    assert machine.done == {"log": 2}
    assert machine.pairs == {("log", "log"): 1}


def test_what_never_was_is_told_but_for_what_cannot_be():
    machine = reached.Machine("test_a.A.test", ["edit", "log", "pay"])
    machine.add(["log", "edit", "pay"], ["log", "edit"])
    machines = reached.read([machine.to_json(), machine.to_json()])
    impossible = reached.read_impossible(
        "# why\ntest_a.* | edit log pay | pay | nothing is sold here\n"
    )
    *_table, missing, pairs = reached.tell(machines, impossible)
    assert missing == "NEVER DONE test_a.A.test: pay (2 times tried)"
    assert pairs.endswith(": edit edit, edit log, log log, pay edit, pay log")
    assert long.judge(machines, []) == 1
    assert machines["test_a.A.test"].summarise(impossible) == {
        "name": "test_a.A.test",
        "examples": 2,
        "steps": 4,
        "kinds": 3,
        "kinds_done": 2,
        "pairs": 6,
        "pairs_done": 1,
    }


def test_a_failed_history_is_named_as_it_is_played_again():
    told = long.Told(7, 1, 40)
    name = "sale_timesheet_prepaid/tests/test_random_a.py::A::test"
    told._add(7, {"machines": [], "failed": [name]})
    assert told.failed == [
        "dev/test --seed 7 --examples 40 tests/test_random_a.py::A::test"
    ]
    assert long.find_path("sale_x/tests/test_a.py") == "addons/sale_x/tests/test_a.py"


def test_files_with_random_histories_are_found():
    files = long.find_files()
    assert "tests/test_random_books.py" in files
    assert not [path for path in files if path.endswith("_pure.py")]
