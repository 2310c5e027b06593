"""Decisions of the commands."""

import pytest

from tooling.commands import lint, test

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
