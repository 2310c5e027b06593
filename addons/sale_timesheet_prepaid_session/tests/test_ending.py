from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import START, SessionCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestEnding(SessionCommon):
    """How a talk ends in which nobody talked. 30 min less 5 free are 37.50 net."""

    def setUp(self):
        super().setUp()
        self.later = START + timedelta(days=2)

    def _cancelled(self, hours, by="client"):
        session = self._held(30, start=self.later)
        with freeze_time(self.later - timedelta(hours=hours)):
            session._cancel(by)
            session._cancel(by)
        self._collect(self.later)
        return session

    def test_the_client_cancels_by_the_accepted_steps(self):
        for hours, percent, total in ((12, 0, 0), (11.9, 30, 12.94), (2, 100, 43.13)):
            with self.subTest(hours=hours):
                session = self._cancelled(hours)
                self.assertEqual(session.fee_percent, percent)
                self.assertEqual(session.state, "settled" if percent else "cancelled")
                self.assertCaptured(session, total)
                if percent:
                    text = session.invoice_id.invoice_line_ids.name
                    self.assertIn(f"{percent} % of 30 min", text)

    def test_our_absence_gives_everything_back_at_once(self):
        session = self._cancelled(0.1, by="staff")
        self.assertEqual((session.state, session.fee_percent), ("cancelled", 0))
        self.assertCaptured(session, 0)

    def test_a_client_who_does_not_come_pays_the_last_step(self):
        session = self._held(30, start=self.later)
        staff = session.with_user(self.technician)
        with self.assertRaisesRegex(UserError, "has not begun"):
            staff.no_show()
        with freeze_time(self.later + timedelta(minutes=20)):
            staff.no_show()
        self._collect(self.later)
        self.assertCaptured(session, 43.13)
        self.assertFalse(session.timesheet_id)

    def test_a_fee_is_drawn_from_what_is_set_aside(self):
        contract = self._contract(600, client=self.visitor, plan=self.plan)
        session = self._booked(45, start=self.later)
        session._secure()
        with freeze_time(self.later - timedelta(hours=5)):
            session._cancel("client")
        # 30 % of 45 min are 13.5: 14, rounded once.
        self.assertEqual((contract.balance, contract.held), (586, 0))
        self.assertEqual(session.state, "settled")
        self.assertFalse(contract._check_integrity())

    def test_what_nobody_secures_in_time_gives_its_place_back(self):
        session = self._booked(30)
        with self.assertRaisesRegex(UserError, "another talk at that time"):
            self._booked(15)
        self._run_at("watch", START + timedelta(minutes=31))
        self.assertEqual(session.state, "expired")
        self._booked(15)

    def test_a_card_that_answers_too_late_is_given_back(self):
        session = self._booked(30)
        self._run_at("watch", START + timedelta(minutes=31))
        self._card(session)
        self.assertEqual(session.state, "expired")
        self._collect()
        self.assertCaptured(session, 0)

    def test_a_talk_that_never_began_gives_everything_back(self):
        contract = self._contract(600, client=self.visitor, plan=self.plan)
        session = self._booked(30)
        session._secure()
        self._run_at("watch", START + timedelta(hours=25))
        self.assertEqual((session.state, contract.held), ("expired", 0))

    def test_an_amount_on_a_card_ends_before_the_network_forgets_it(self):
        session = self._held(30)
        session.planned_start = START + timedelta(days=5, hours=23)
        tx = session.transaction_ids
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = %s WHERE id = %s",
            [START, tx.id],
        )
        tx.invalidate_recordset()
        self._run_at("watch", START + timedelta(days=6, minutes=1))
        self.assertEqual(session.state, "expired")
        self._collect(START + timedelta(days=6, hours=1))
        self.assertCaptured(session, 0)

    def test_a_call_that_is_not_answered_gives_everything_back(self):
        """Who is on duty is called at once: the caller may hang up, or waits 15 min."""
        for is_patient in (False, True):
            with self.subTest(is_patient=is_patient):
                session = self._held(15, is_call=True)
                if is_patient:
                    self._run_at("watch", START + timedelta(minutes=14))
                    self.assertEqual(session.state, "secured")
                    self._run_at("watch", START + timedelta(minutes=16))
                    self.assertEqual(session.state, "expired")
                else:
                    session._cancel("client")
                    self.assertEqual(session.state, "cancelled")
                self._collect()
                self.assertCaptured(session, 0)

    def _lose_employee(self, session):
        """Let them talk for 12 minutes, and stop without an employee to log it."""
        session.with_user(self.technician).start()
        self.technician.employee_id.active = False
        with freeze_time(START + timedelta(minutes=12)):
            session._stop("client")
        self.assertFalse(session.timesheet_id)
        self.assertIn("not on a timesheet", session.activity_ids.note)

    def test_what_cannot_be_logged_is_charged_all_the_same(self):
        session = self._held(30)
        self._lose_employee(session)
        self._collect()
        self.assertEqual(session.state, "settled", session.reason)
        self.assertCaptured(session, 12.08)

    def test_what_cannot_be_logged_is_drawn_all_the_same(self):
        contract = self._contract(60, client=self.visitor, plan=self.plan)
        session = self._booked(30)
        session._secure()
        self._lose_employee(session)
        self.assertEqual((session.state, session.due_amount), ("settled", 12))
        self.assertEqual((contract.balance, contract.held), (48, 0))
        self.assertFalse(contract._check_integrity())

    def test_only_who_talks_or_approves_ends_a_talk(self):
        session = self._held(30)
        for verb in ("start", "pause", "stop", "cancel", "no_show"):
            with self.assertRaises(AccessError):
                getattr(session.with_user(self.other_technician), verb)()
        session.with_user(self.manager).cancel()
        self.assertEqual(session.state, "cancelled")

    def test_a_refused_capture_is_tried_again_then_paid_by_link(self):
        session = self._talk(self._held(), 12)
        self.provider.state = "disabled"
        for number in range(5):
            self._collect(START + timedelta(days=1 + number))
        self.assertEqual(session.state, "failed")
        self.assertTrue(session.activity_ids)
        self.assertTrue(session.invoice_id.sending_data)
        self.assertEqual(session.invoice_id.amount_residual, 12.08)
