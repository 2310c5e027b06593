"""Decisions of the commands."""

import pytest

from tooling.commands import lint, odoo_suites, test

PASSED, FAILED, NOTHING = 0, 1, test.NO_TEST_RAN


@pytest.mark.parametrize(
    ("codes", "selected", "expected"),
    [
        ([PASSED, PASSED], False, PASSED),
        ([PASSED, FAILED], False, FAILED),
        ([PASSED, NOTHING], False, NOTHING),
        ([PASSED, NOTHING], True, PASSED),
        ([NOTHING, NOTHING], True, NOTHING),
        ([], True, NOTHING),
    ],
)
def test_suite_without_tests_fails_unless_tests_were_selected(
    codes, selected, expected
):
    assert test.combine(codes, selected) == expected


def test_lint_knows_python_by_suffix_or_first_line():
    assert lint.is_python("dev/test")
    assert lint.is_python("dev/tests/test_commands.py")
    assert not lint.is_python("LICENSE")


def test_each_path_is_tested_where_its_addons_are():
    paths = ["dev/tests", "./tests/test_grant.py::TestGrant", "addons/more/tests"]
    assert test.sort_paths(paths) == {
        "dev": ["dev/tests"],
        "test": ["./tests/test_grant.py::TestGrant"],
        "addons": ["addons/more/tests"],
    }


@pytest.mark.parametrize(
    ("without", "with_", "code"),
    [
        (({"A.a"}, 9), ({"A.a"}, 9), PASSED),
        (({"A.a"}, 9), (set(), 9), PASSED),
        (({"A.a"}, 9), ({"B.b"}, 9), FAILED),
        ((set(), 9), (set(), 0), FAILED),
        ((set(), 0), (set(), 9), FAILED),
    ],
)
def test_what_fails_with_our_addons_only_is_ours(without, with_, code):
    assert odoo_suites.judge(without, with_) == code
