from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY
from .common_start import StartCommon

PAGE = "/odoo/prepaid-start"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestStartTours(StartCommon, HttpCase):
    """The start page of each role, in a browser."""

    def _make_low(self, **over):
        contract = self._contract(60, low_threshold=60, **over)
        contract.sudo()._follow_level()

    def test_an_account_manager_goes_to_who_is_low(self):
        self._make_low()
        self._make_low(client=self.partner_a, user_id=self.manager.id)
        self.start_tour(PAGE, "prepaid_start_manager", login=self.user.login)

    def test_an_accountant_sees_what_waits_in_the_books(self):
        head = self._user("head", "account.group_account_manager")
        invoice = self._bill()
        self._pay(invoice)
        self._log(60)
        self._bill()
        self.start_tour(PAGE, "prepaid_start_accountant", login=head.login)

    def test_a_technician_sees_the_week_and_no_money(self):
        remote = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_remote")
        self._rate(self.plan, remote, step_minutes=15)
        self._contract(600)
        self._log(20, usage_type_id=remote.id)
        self._contract(60, client=self.partner_a, state="suspended")
        other = self._task("Other ticket", self._project("Own", self.partner_a))
        self._log(5, task=other)
        self.technician.group_ids += self.env.ref("project.group_project_user")
        meters = self.env["prepaid.meter"].with_user(self.technician)
        meters.start(self.project.id, self.task.id)
        url = "/odoo/prepaid-my-time"
        self.start_tour(url, "prepaid_start_technician", login=self.technician.login)

    def test_a_part_that_fails_says_so(self):
        page = type(self.env["prepaid.start"])
        with patch.object(page, "get_contracts", side_effect=UserError("No")):
            self.start_tour(PAGE, "prepaid_start_failed", login=self.user.login)
