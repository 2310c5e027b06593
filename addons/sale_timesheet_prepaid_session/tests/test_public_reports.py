"""Reports in public trackers of booking, payment and telephone billing, tried here."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import START, SessionCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestPublicReports(SessionCommon):
    """What went wrong elsewhere, by the place where it was reported."""

    def _second(self):
        return self.env["res.partner"].create({"name": "Second visitor"})

    def test_who_pays_too_late_does_not_get_a_place_that_was_sold(self):
        """calcom/cal.diy #11278: booked, not paid, booked by another, then paid."""
        late = self._booked(30)
        self._run_at("watch", START + timedelta(minutes=31))
        with freeze_time(START + timedelta(minutes=32)):
            taken = self._booked(30, partner=self._second(), start=START)
            self._card(taken)
            self._card(late)
        self._collect()
        self.assertEqual((taken.state, late.state), ("secured", "expired"))
        self.assertCaptured(late, 0)

    def test_who_books_again_after_leaving_the_payment_has_not_paid(self):
        """calcom/cal.diy #22126: the second try was confirmed without a payment."""
        left = self._booked(30)
        left._cancel("client")
        again = self._booked(30)
        self.assertEqual(again.state, "accepted")
        with self.assertRaisesRegex(UserError, "“Accepted”"):
            again.with_user(self.technician).start()
        self.assertEqual(left.state, "cancelled")

    def test_who_has_not_paid_yet_can_cancel(self):
        """calcom/cal.diy #12332: an unpaid booking could not be cancelled."""
        session = self._booked(30)
        session._cancel("client")
        self.assertEqual((session.state, session.fee_percent), ("cancelled", 0))

    def test_a_hold_is_not_captured_after_the_network_forgot_it(self):
        """Automattic/woocommerce-payments #739: capture on the eighth day failed."""
        session = self._booked(30, start=START + timedelta(days=7))
        self.assertFalse(session._may_hold_card())
        soon = self._booked(30, start=START + timedelta(days=5))
        self.assertTrue(soon._may_hold_card())

    def test_seconds_are_rounded_once_and_to_the_nearest_minute(self):
        """mwolff44/pk-sbc #166: three seconds were billed as four."""
        self.rate.free_minutes = 0
        for seconds, minutes in ((3, 0), (29, 0), (30, 1), (89, 1), (90, 2)):
            with self.subTest(seconds=seconds):
                session = self._talk(self._held(15), 0, seconds)
                self.assertEqual(session.worked_minutes, minutes)

    def test_a_talk_cut_off_at_once_takes_none_of_what_is_free(self):
        """Star2Billing/a2billing #9: a lost call used up a free minute."""
        contract = self._contract(60, client=self.visitor, plan=self.plan)
        session = self._booked(15)
        session._secure()
        self._talk(session, 0, 10)
        self.assertEqual((contract.balance, contract.held), (60, 0))
        self.assertEqual(session.state, "settled")

    def test_pauses_of_seconds_do_not_add_minutes(self):
        """Each stretch rounded by itself would make four minutes of two."""
        self.rate.free_minutes = 0
        session = self._held(15)
        staff = session.with_user(self.technician)
        for number in range(4):
            with freeze_time(START + timedelta(minutes=2 * number)):
                staff.start()
            with freeze_time(START + timedelta(minutes=2 * number, seconds=31)):
                staff.pause()
        staff.stop()
        self.assertEqual(session.worked_minutes, 2)

    def test_a_client_merged_into_another_keeps_the_talk_and_its_card(self):
        session = self._held(30)
        twin = self.env["res.partner"].create({"name": "Vera"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"dst_partner_id": twin.id}
        )
        wizard._merge((self.visitor | twin).ids, twin)
        self.assertEqual(session.partner_id, twin)
        self._talk(session, 12)
        self._collect()
        self.assertCaptured(session, 12.08)

    def test_the_invoice_reset_and_posted_again_is_paid_once(self):
        session = self._talk(self._held(), 12)
        self._collect()
        move = session.invoice_id
        move.button_draft()
        move.action_post()
        self._collect()
        self.assertEqual(session.state, "settled")
        self.assertEqual(len(session.transaction_ids.child_transaction_ids), 2)

    def test_the_ticket_of_a_talk_stays_with_who_pays(self):
        contract = self._contract(120, client=self.visitor, plan=self.plan)
        self._contract(600)
        session = self._booked(30)
        session._secure()
        for minutes in (0, 20):
            with self.assertRaisesRegex(UserError, "ticket of TALK.* with Vera"):
                session.task_id.partner_id = self.client
            if not minutes:
                self._talk(session, 20)
                self.assertEqual(session.state, "settled", session.reason)
        self.assertEqual((contract.balance, contract.held), (100, 0))
        lost = self._booked(30)
        lost._secure()
        lost.with_user(self.technician).cancel()
        lost.task_id.partner_id = self.client

    def test_a_contract_closed_or_suspended_in_mid_talk_still_pays(self):
        contract = self._contract(120, client=self.visitor, plan=self.plan)
        session = self._booked(30)
        session._secure()
        session.with_user(self.technician).start()
        contract.sudo().state = "suspended"
        with freeze_time(START + timedelta(minutes=20)):
            session.with_user(self.technician).stop()
        self.assertEqual((contract.balance, contract.held), (100, 0), session.reason)
        self.assertEqual(session.state, "settled")
