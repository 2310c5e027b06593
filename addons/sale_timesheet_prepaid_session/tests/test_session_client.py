from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import START
from .common_page import PageCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestSessionClient(PageCommon):
    """What the client does on the page of a talk."""

    def test_the_client_stops_once_however_often_they_click(self):
        session = self._running(talked=12)
        for _click in range(2):
            self.assertIn(
                session.access_url, self._do(session, "stop").headers["Location"]
            )
        self.assertEqual((session.state, session.stopped_by), ("done", "client"))
        self.assertEqual(session.due_amount, 10.5)
        self.assertEqual(len(session.timesheet_id), 1)
        self.assertEqual(session.timesheet_id.employee_id.user_id, self.technician)

    def test_a_stop_on_one_device_is_read_on_the_other(self):
        session = self._running(talked=12)
        key = self._state(session)["key"]
        session.with_user(self.technician).stop()
        self.assertNotEqual(self._state(session)["key"], key)
        self._do(session, "stop")
        self.assertEqual(session.stopped_by, "staff")

    def test_more_minutes_by_credit_are_set_aside_at_once(self):
        contract = self._contract(
            500, client=self.visitor, plan=self.price_plan, is_default=True
        )
        session = self._booked(15, start=START)
        session._secure()
        session.with_user(self.technician).start()
        for _click in range(2):
            self._do(session, "extend", minutes="15", length="15")
        # 25 of 30 minutes at 1.50.
        self.assertEqual((session.planned_minutes, contract.held), (30, 37.5))

    def test_more_minutes_beyond_the_credit_are_refused_and_change_nothing(self):
        contract = self._contract(
            20, client=self.visitor, plan=self.price_plan, is_default=True
        )
        session = self._booked(15, start=START)
        session._secure()
        session.with_user(self.technician).start()
        stop_at = session.stop_at
        answer = self._do(session, "extend", minutes="30", length="15")
        self.assertIn("alert-danger", answer.text)
        self.assertEqual((session.planned_minutes, contract.held), (15, 15))
        self.assertEqual(session.stop_at, stop_at)

    def test_more_minutes_by_card_are_paid_for_first(self):
        session = self._running()
        answer = self._do(session, "extend", minutes="30", length="15")
        page = self._get(answer.headers["Location"]).text
        # 30 minutes more, after the 10 that are held, are 45.00, with tax 51.75.
        self.assertIn("51.75", page)
        self.assertIn("Hold the amount", page)
        self.assertEqual(session.planned_minutes, 15)

    def test_a_saved_card_holds_more_at_one_click(self):
        session = self._booked(15, start=START)
        self._card(session, token_id=self._token(partner_id=self.visitor.id).id)
        session.with_user(self.technician).start()
        for _click in range(2):
            self._do(session, "extend", minutes="15", length="15")
        self.assertEqual((session.planned_minutes, session.secured_amount), (30, 43.13))
        self.assertEqual(session.event_id.stop, START + timedelta(minutes=30))

    def test_a_refused_card_is_told_and_the_talk_goes_on(self):
        session = self._booked(15, start=START)
        token = self._token("error", partner_id=self.visitor.id)
        self._card(session, token_id=token.id)
        session.with_user(self.technician).start()
        answer = self._do(session, "extend", minutes="15", length="15")
        self.assertIn("refused for 15 more minutes", answer.text)
        self.assertEqual((session.state, session.planned_minutes), ("running", 15))
        self.assertEqual(session.stop_at, START + timedelta(minutes=15))

    def test_who_waits_in_vain_takes_everything_back(self):
        """Ten minutes after the start; the rule's last step would cost all of it."""
        session = self._secured()
        self._do(session, "absent")
        self.assertEqual(session.state, "secured")
        with freeze_time(self.start + timedelta(minutes=9, seconds=59)):
            self._do(session, "absent")
            self.assertEqual(session.state, "secured")
        with freeze_time(self.start + timedelta(minutes=10)):
            self.assertIn("give everything back", self._page(session))
            self._do(session, "absent")
        self.assertEqual((session.state, session.cancelled_by), ("cancelled", "staff"))
        self.assertFalse(session.due_amount)

    def test_whom_we_talk_with_cannot_say_that_nobody_came(self):
        session = self._running(talked=12)
        self._do(session, "absent")
        self.assertEqual(session.state, "running")

    # === CANCELLING, TOLD BEFORE === #

    def test_a_late_cancellation_costs_what_was_told(self):
        session = self._secured()
        with freeze_time(self.start - timedelta(hours=4)):
            # 30 % of 15.00 are 4.50, with tax 5.18.
            self.assertIn("Cancelling now costs $ 5.18", self._page(session))
            self._do(session, "cancel", percent="30")
        self.assertEqual((session.state, session.due_amount), ("done", 4.5))
        self._collect(self.start)
        self.assertCaptured(session, 5.18)
        self.assertIn("Cancelled late: 30 % of 15 min", self._page(session))

    def test_who_read_another_price_is_asked_again(self):
        session = self._secured()
        with freeze_time(self.start - timedelta(hours=2)):
            for told in ("30", "0", "", "nan"):
                answer = self._do(session, "cancel", percent=told)
                self.assertIn("by now. If you agree, cancel once more", answer.text)
                self.assertEqual(session.state, "secured")
            self._do(session, "cancel", percent="100")
        self.assertEqual(session.state, "done")

    def test_cancelling_twice_is_cancelling_once(self):
        session = self._secured()
        for _click in range(2):
            self._do(session, "cancel", percent="0")
        self.assertEqual(session.state, "cancelled")
        self.assertEqual(len(self._mails(session)), 2)
