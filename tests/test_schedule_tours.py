from odoo.tests import HttpCase, freeze_time, tagged

from .common_schedule import ScheduleCommon
from .test_schedule_portal import make_client


@tagged("post_install", "-at_install")
class TestScheduleTours(ScheduleCommon, HttpCase):
    """What renews, in a browser: the client's page and the account manager's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schedule = cls._schedule(cls)
        with freeze_time("2026-03-01"):
            cls.schedule.action_start()

    @freeze_time("2026-03-17")
    def test_a_client_sees_the_share_of_the_month_before_it_adds_a_site(self):
        self.plan.write({"client_options": True, "client_option_ids": self.site.ids})
        make_client(self.env, "own", self.client)
        url = f"/my/prepaid/{self.contract.id}"
        self.start_tour(url, "prepaid_client_adds_site", login="own")
        invoice = self._get_invoices(self.schedule)[-1]
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 14.52))

    @freeze_time("2026-03-17")
    def test_the_account_manager_pauses_and_resumes_in_five_clicks(self):
        url = f"/odoo/prepaid.contract/{self.contract.id}"
        self.start_tour(url, "prepaid_manager_pauses", login=self.user.login)
        self.assertEqual(self.schedule.state, "running")
        totals = self._get_invoices(self.schedule).mapped("amount_total_signed")
        self.assertEqual(totals, [240, -116.13, 116.13])
