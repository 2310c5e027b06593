"""What is ours of the failures of Odoo's own tests."""

import pytest

from tooling import suites
from tooling.commands import odoo_suites

KEYS = {"with": "ours", "without": "theirs"}
SETUP = "setUpClass (odoo.addons.sale.tests.test_sale.TestSale)"


def make(side, failed, **over):
    result = suites.Result(KEYS[side], side, "sale", 9, failed)
    return (side, "sale"), suites.Result(**{**vars(result), **over})


def compare(*results):
    return list(suites.compare(dict(results), ["sale", "portal"]))


def test_what_fails_without_our_addons_too_is_not_ours():
    (row,) = compare(make("with", ["A.a", "B.b"]), make("without", ["A.a", "C.c"]))
    assert (row["failed"], row["failed_without"], row["new"]) == (2, 1, ["B.b"])


def test_what_never_failed_need_not_run_without_our_addons():
    (row,) = compare(make("with", []))
    assert (row["failed_without"], row["new"]) == (0, [])


def test_failures_are_nobodys_before_they_ran_without_our_addons():
    (row,) = compare(make("with", ["A.a"]))
    assert row["new"] is None


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({}, 0),
        ({"new": ["A.a"]}, 1),
        ({"new": None}, 1),
        ({"tests": 0}, 1),
    ],
)
def test_run_is_good_when_all_ran_and_nothing_new_fails(row, code):
    sound = {"module": "sale", "tests": 9, "failed": 1, "failed_without": 1, "new": []}
    assert odoo_suites.judge([sound | row], 1) == code


def test_run_is_not_good_before_each_module_ran():
    assert odoo_suites.judge([], 1) == 1


def test_only_what_failed_is_run_again_and_a_class_that_broke_whole():
    assert suites.get_targets("sale", []) == ["/sale"]
    assert suites.get_targets("sale", ["TestSale.test_total", SETUP]) == [
        "/sale:TestSale.test_total",
        "/sale:TestSale",
    ]


def test_results_of_older_code_are_forgotten_and_the_last_one_counts():
    results = [
        make("with", ["A.a"]),
        make("with", ["B.b"]),
        make("with", ["C.c"], key="older"),
    ]
    text = "\n".join(result.write() for _place, result in results)
    (found,) = suites.read(text, KEYS).values()
    assert found.failed == ["B.b"]
