from odoo.tests import HttpCase, tagged

from .common import PrepaidCommon


def get_suite_id(name):
    """Return the id that the test page gives to a suite of that name."""
    number = 0
    for char in name:
        number = (number * 31 + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install")
class TestBackendTours(PrepaidCommon, HttpCase):
    def test_the_widgets_unit_tests_pass(self):
        suite = get_suite_id("@sale_timesheet_prepaid")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
        )

    def test_a_technician_logs_minutes_and_sees_the_balance_fall(self):
        contract = self._contract(600)
        self.technician.group_ids += self.env.ref("project.group_project_user")
        self.start_tour(
            f"/odoo/project.task/{self.task.id}",
            "prepaid_log_minutes",
            login=self.technician.login,
        )
        self.assertEqual(contract.balance, 593)

    def test_the_account_manager_gives_goodwill(self):
        contract = self._contract(600)
        self.start_tour(
            f"/odoo/prepaid.contract/{contract.id}",
            "prepaid_goodwill",
            login=self.user.login,
        )
        self.assertEqual(contract.balance, 630)
        self.assertEqual(contract.grant_ids.sorted("id")[-1].name, "Late answer")
