"""What is read from Odoo's log."""

from tooling import cache, odoo, odoo_tests

HEAD = "2026-01-31 10:00:00,123 42"


def test_traceback_follows_its_message():
    lines = [
        f"{HEAD} INFO db odoo.modules.loading: fine",
        f"{HEAD} ERROR db odoo.addons.sale_timesheet_prepaid.models.x: broken",
        "Traceback (most recent call last):",
        f"{HEAD} INFO db odoo.modules.loading: fine again",
    ]
    assert odoo.find_problems(lines) == ["\n".join(lines[1:3])]


def test_failed_constraint_is_about_us():
    line = f"{HEAD} ERROR db odoo.schema: Table 'prepaid_grant': unable to add check"
    assert odoo.find_problems([line], odoo.OURS) == [line]


def test_path_of_the_cache_is_not_about_us():
    line = f"{HEAD} WARNING db py.warnings: {cache.folder()}/venv/lib/x.py: old syntax"
    assert odoo.find_problems([line], odoo.OURS) == []


def test_warnings_of_others_are_not_about_us():
    line = f"{HEAD} WARNING db py.warnings: old syntax"
    assert odoo.find_problems([line], odoo.OURS) == []


def test_failures_have_the_names_of_tests():
    logger = f"{HEAD} ERROR db odoo.addons.sale.tests.test_sale"
    lines = [
        f"{logger}: FAIL: TestSale.test_total",
        f"{logger}: ERROR: Subtest TestSale.test_tax (rate=20)",
        f"{logger}: ERROR: setUpClass (odoo.addons.sale.tests.test_sale.TestSale)",
        "ERROR: duplicate key value violates unique constraint",
    ]
    assert odoo_tests.find_failures(lines) == {
        "TestSale.test_total",
        "TestSale.test_tax",
        "setUpClass (odoo.addons.sale.tests.test_sale.TestSale)",
    }


def test_tests_are_counted():
    line = "odoo.tests.result: 0 failed, 1 error(s) of 91 tests when loading database"
    assert odoo_tests.get_count([line]) == 91


def test_known_failures_are_names():
    names = odoo_tests.get_known_failures()
    assert "TestSaleProcess.test_01_admin_shop_tour" in names
    assert not [name for name in names if name.startswith("#")]
