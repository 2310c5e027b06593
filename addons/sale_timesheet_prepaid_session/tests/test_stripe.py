from datetime import timedelta
from unittest import SkipTest

from odoo.modules.registry import Registry
from odoo.tests import freeze_time, get_db_name, tagged

from odoo.addons.sale_timesheet_prepaid_stripe.tests.common import VISA
from odoo.addons.sale_timesheet_prepaid_stripe.tests.test_webhooks import WebhookCommon

from .common import START, SessionCommon

STRIPE = "sale_timesheet_prepaid_stripe"


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestStripe(SessionCommon, WebhookCommon):
    """What Stripe captured is what was invoiced, whatever the network does."""

    @classmethod
    def setUpClass(cls):
        # An addon of its own, which this one does not need.
        if STRIPE not in Registry(get_db_name())._init_modules:
            raise SkipTest(f"{STRIPE} is not installed")
        super().setUpClass()
        # Debits cannot be authorised.
        cls.sepa.active = False

    def _held(self, minutes=0, number=VISA, **over):
        session = self._booked(minutes, **over)
        self._hold_on(session, self._token(number, partner_id=self.visitor.id))
        return session

    def _hold_on(self, session, token):
        vals = session._prepare_token_vals(token, session.cap_amount)
        tx = self.env["payment.transaction"].sudo().create(vals)
        tx._charge_with_token()
        return tx

    def _captured(self):
        """Return what the card network says was captured, in all."""
        return sum(row["amount"] for row in self.fake.ledger()) / 100

    def test_the_part_that_is_due_is_captured_and_the_rest_released(self):
        session = self._held()
        self.assertEqual(session.state, "secured")
        self.assertEqual(self._captured(), 0)
        self._talk(session, 12)
        self._collect()
        self._collect()
        self.assertEqual(session.state, "settled", session.reason)
        self.assertEqual(self._captured(), 12.08)
        self.assertCaptured(session, 12.08)

    def test_within_the_free_minutes_stripe_lets_go(self):
        session = self._talk(self._held(), 5)
        self._collect()
        self.assertEqual(session.state, "settled")
        self.assertEqual(self._captured(), 0)
        self.assertCaptured(session, 0)

    def test_a_capture_whose_answer_was_lost_is_the_same_capture(self):
        session = self._talk(self._held(), 12)
        self.fake.fault(path="capture$", drop="after")
        self._collect()
        self.assertEqual(session.state, "done")
        self._collect(START + timedelta(hours=4))
        self.assertEqual(session.state, "settled", session.reason)
        self.assertEqual(self._captured(), 12.08)
        self.assertCaptured(session, 12.08)

    def test_what_more_is_held_is_captured_of_its_own(self):
        session = self._held(15)
        session.with_user(self.technician).start()
        with freeze_time(START + timedelta(minutes=14)):
            self.env.flush_all()
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                session.with_env(self.env(cr=cr, su=True))._extend_by_token(15)
            self.env.invalidate_all()
        with freeze_time(START + timedelta(minutes=22)):
            session.with_user(self.technician).stop()
        self._collect()
        self.assertCaptured(session, 29.33)
        self.assertEqual(self._captured(), 29.33)

    def test_a_refused_card_secures_nothing(self):
        session = self._booked(30)
        token = self._token("4000000000009995", partner_id=self.visitor.id)
        tx = self._hold_on(session, token)
        self.assertEqual((tx.state, session.state), ("error", "accepted"))
        self._hold_on(session, self._token(VISA, partner_id=self.visitor.id))
        self.assertEqual(session.state, "secured")

    def test_messages_in_any_order_and_twice_come_to_the_same(self):
        session = self._talk(self._held(), 12)
        self._deliver(*self.fake.events())
        self._collect()
        for _time in range(2):
            self._deliver(*reversed(self.fake.events()))
            self._collect(START + timedelta(hours=4))
        self.assertEqual(session.state, "settled", session.reason)
        self.assertEqual(self._captured(), 12.08)
        self.assertCaptured(session, 12.08)

    def test_a_message_completes_a_capture_whose_answer_was_lost(self):
        session = self._talk(self._held(), 12)
        self.fake.fault(path="capture$", drop="after")
        self._collect()
        self._hear("payment_intent.succeeded")
        self._collect(START + timedelta(hours=4))
        self.assertEqual(session.state, "settled", session.reason)
        self.assertCaptured(session, 12.08)

    def test_a_card_that_lets_go_before_the_talk_must_be_held_again(self):
        session = self._held(30)
        tx = session.transaction_ids
        self.fake.cancel_intent(number=tx.provider_reference)
        self._hear("payment_intent.canceled")
        self.assertEqual((tx.state, session.state), ("cancel", "accepted"))
        self.assertTrue(session.activity_ids)
        self._hold_on(session, self._token(VISA, partner_id=self.visitor.id))
        self.assertEqual((session.state, session.secured_amount), ("secured", 43.13))

    def test_a_card_that_lets_go_in_mid_talk_leaves_the_link(self):
        session = self._held(30)
        session.with_user(self.technician).start()
        self.fake.cancel_intent(number=session.transaction_ids.provider_reference)
        with freeze_time(START + timedelta(minutes=12)):
            session._stop("client")
        self._hear("payment_intent.canceled")
        for hours in range(1, 7):
            self._collect(START + timedelta(hours=4 * hours))
        self.assertEqual(session.state, "failed")
        self.assertTrue(session.invoice_id.sending_data)
        self.assertEqual(session.invoice_id.amount_residual, 12.08)
        self.assertEqual(self._captured(), 0)
