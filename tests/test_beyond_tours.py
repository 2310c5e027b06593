from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from ..models.metering.prepaid_meter import EPOCH
from .common_beyond import BeyondCommon


@tagged("post_install", "-at_install")
class TestBeyondTours(BeyondCommon, HttpCase):
    """Work beyond the credit as a technician meets it, in a browser."""

    def _tour(self, name):
        url = f"/odoo/project.task/{self.task.id}"
        self.start_tour(url, name, login=self.technician.login)

    def test_the_quick_log_names_the_shortage_and_asks_the_client(self):
        self._tour("prepaid_beyond_quick_log")
        line = self._lines()
        self.assertEqual((line.prepaid_charge, len(line)), ("goodwill", 1))
        self.assertEqual(self.contract.approval_ids.state, "withdrawn")

    def test_the_meter_logs_what_is_left_and_asks_for_the_rest(self):
        meters = self.env["prepaid.meter"].with_user(self.technician)
        meters.start(False, self.task.id)
        # A slow browser has most of a minute before the next one is rounded up.
        start = datetime.now() - timedelta(minutes=30) + timedelta(seconds=25)
        spans = [[int((start - EPOCH).total_seconds()), None]]
        meters._get_open().sudo().spans = spans
        self._tour("prepaid_beyond_meter")
        self.assertEqual(self._lines().mapped("prepaid_uncovered"), [False, "waiting"])
        self.assertEqual(self.contract.balance, 0)

    def test_a_line_in_the_list_waits_and_nothing_typed_is_lost(self):
        self._tour("prepaid_beyond_list")
        line = self._lines()
        self.assertEqual((line.name, line.prepaid_uncovered), ("Restore", "waiting"))
        self.assertEqual(line.date, self.env.company._get_prepaid_today())

    def test_a_line_that_grows_keeps_its_time_and_the_rest_waits(self):
        line = self._log(15, day=self.env.company._get_prepaid_today())
        self._tour("prepaid_beyond_grown")
        self.assertEqual(line.drawn_minutes, 15)
        more = self._lines() - line
        self.assertEqual((more.unit_amount, more.prepaid_uncovered), (0.25, "waiting"))

    def test_a_message_is_asked_for_and_a_slip_is_undone(self):
        usage_type = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_message")
        self._rate(self.plan, usage_type, is_item=True, item_quantity=20)
        self.task.message_post(
            body="Which printer?",
            author_id=self.client.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._tour("prepaid_beyond_message")
        line = self._lines()
        self.assertEqual(
            (line.prepaid_exchange, line.prepaid_uncovered), ("expertise", "waiting")
        )
