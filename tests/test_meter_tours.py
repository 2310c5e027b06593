from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from ..models.metering.prepaid_meter import EPOCH
from .common import PrepaidCommon


@tagged("post_install", "-at_install")
class TestMeterTours(PrepaidCommon, HttpCase):
    """The meter as a technician sees it, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician.group_ids += cls.env.ref("project.group_project_user")
        cls.contract = cls._contract(600)
        cls.other_task = cls._task("Scanner lost")

    # === HELPERS === #

    def _tour(self, name, task=None):
        task = task or self.task
        url = f"/odoo/project.task/{task.id}"
        self.start_tour(url, name, login=self.technician.login)

    def _start(self, minutes, task=None):
        """Start the technician's meter, so many minutes ago."""
        meters = self.env["prepaid.meter"].with_user(self.technician)
        meters.start(False, (task or self.task).id)
        # A slow browser has most of a minute before the next one is rounded up.
        start = datetime.now() - timedelta(minutes=minutes) + timedelta(seconds=25)
        meter_sudo = meters._get_open().sudo()
        meter_sudo.spans = [[int((start - EPOCH).total_seconds()), None]]
        return meter_sudo

    def _lines(self):
        return self.env["account.analytic.line"].search(
            [("task_id", "in", (self.task | self.other_task).ids)], order="id"
        )

    def _hear(self, text):
        """Let the client write on the ticket."""
        return self.task.message_post(
            body=text,
            author_id=self.client.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def test_only_technicians_have_a_meter_on_screen(self):
        for user, expected in ((self.technician, True), (self.user, False)):
            self.authenticate(user.login, user.login)
            info = self.make_jsonrpc_request("/web/session/get_session_info")
            self.assertEqual(info["has_prepaid_meter"], expected)

    # === TOURS === #

    def test_a_meter_survives_a_reload(self):
        self._tour("prepaid_meter_reload")
        meter = self.env["prepaid.meter"].search([("user_id", "=", self.technician.id)])
        self.assertEqual((len(meter), meter.state), (1, "running"))

    def test_stopping_with_a_note_logs_a_line_and_draws_its_minutes(self):
        self._start(minutes=25)
        self._tour("prepaid_meter_stop")
        line = self._lines()
        self.assertEqual(
            (line.name, line.usage_type_id.name), ("Drum replaced", "On-site")
        )
        self.assertEqual(self.contract.balance, 575)

    def test_a_stop_by_mistake_is_undone_in_its_toast(self):
        meter = self._start(minutes=25)
        self._tour("prepaid_meter_undo")
        self.assertFalse(self._lines())
        self.assertEqual((self.contract.balance, meter.state), (600, "running"))

    def test_an_undo_that_is_refused_says_why_in_plain_words(self):
        self._start(minutes=25)
        self._tour("prepaid_meter_undo_refused")

    def test_the_stop_of_a_stale_tab_is_harmless_and_says_so(self):
        self._start(minutes=25)
        self._tour("prepaid_meter_stale")
        self.assertEqual(len(self._lines()), 1)
        self.assertEqual(self.contract.balance, 575)

    def test_without_credit_a_stop_is_refused_and_can_become_goodwill(self):
        self.plan.overdraft_policy = "block"
        self._log(590, day=self.env.company._get_prepaid_today())
        self._start(minutes=25)
        self._tour("prepaid_meter_refused")
        self.assertEqual(self._lines()[-1].prepaid_charge, "goodwill")
        self.assertEqual(self.contract.balance, 10)

    def test_a_refused_line_is_logged_on_another_ticket(self):
        self.plan.overdraft_policy = "block"
        self._log(590, day=self.env.company._get_prepaid_today())
        partner = self.env["res.partner"].create({"name": "Deco"})
        self.other_task.partner_id = partner
        self._contract(600, client=partner)
        self._log(1, day=self.env.company._get_prepaid_today(), task=self.other_task)
        meter = self._start(minutes=25)
        self._tour("prepaid_meter_move")
        self.assertEqual(meter.timesheet_id.task_id, self.other_task)
        self.assertEqual(meter.timesheet_id.drawn_minutes, 25)

    def test_less_than_a_minute_is_discarded_in_one_click(self):
        self._tour("prepaid_meter_short")
        meter = self.env["prepaid.meter"].search([("user_id", "=", self.technician.id)])
        self.assertEqual(meter.state, "discarded")
        self.assertFalse(self._lines())

    def test_a_second_ticket_pauses_the_first_and_a_click_resumes_it(self):
        self._start(minutes=25)
        self._tour("prepaid_meter_switch", self.other_task)
        self.assertEqual(self._lines().task_id, self.task)
        self.assertEqual(self.contract.balance, 575)
        meter = self.env["prepaid.meter"].with_user(self.technician)._get_open()
        self.assertEqual((meter.task_id, meter.state), (self.other_task, "running"))

    def test_one_key_starts_pauses_and_resumes(self):
        self._tour("prepaid_meter_hotkey")

    def test_the_panel_is_used_by_keyboard_alone(self):
        self._start(minutes=25)
        self._tour("prepaid_meter_keys")
        self.assertEqual(self.contract.balance, 575)
        meter = self.env["prepaid.meter"].with_user(self.technician)._get_open()
        self.assertEqual((meter.task_id, meter.state), (self.task, "running"))

    def test_time_is_logged_in_one_line_in_the_chatter(self):
        self._tour("prepaid_quick_log")
        line = self._lines()
        self.assertEqual(
            (line.name, line.usage_type_id.name), ("password", "Phone call")
        )
        self.assertEqual(self.contract.balance, 588)

    def test_a_message_of_the_client_is_classified_in_one_click(self):
        message = self._hear("Which printer should we buy?")
        self._tour("prepaid_classify")
        line = self._lines()
        self.assertEqual(line.prepaid_message_id, message)
        self.assertEqual(line.prepaid_exchange, "support")
