import json

from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import SECRET, SEPA, StripeCommon
from .fake_stripe.webhooks import sign


class WebhookCommon(StripeCommon, HttpCase):
    """Stripe's messages, as they arrive."""

    def _deliver(self, *events, secret=SECRET, moment=None):
        """Deliver events in this order; return the statuses."""
        statuses = []
        for event in events:
            body = json.dumps(event)
            headers = {"Content-Type": "application/json"}
            if secret:
                headers["Stripe-Signature"] = sign(body, secret, moment)
            self.env.flush_all()
            answer = self.url_open("/payment/stripe/webhook", body, headers=headers)
            statuses.append(answer.status_code)
        self.env.invalidate_all()
        return statuses

    def _hear(self, *names):
        """Deliver what happened so far, of these types."""
        events = self.fake.events(*names)
        self.assertTrue(events)
        self.assertEqual(self._deliver(*events), [200] * len(events))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWebhooks(WebhookCommon):
    def test_only_what_stripe_signed_is_read(self):
        tx = self._pay(SEPA)
        self.fake.settle(intent=tx.provider_reference)
        [event] = self.fake.events("payment_intent.succeeded")
        old = 1_000_000_000
        with mute_logger("odoo.http"):
            self.assertEqual(self._deliver(event, secret=None), [403])
            self.assertEqual(self._deliver(event, secret="whsec_other"), [403])
            self.assertEqual(self._deliver(event, moment=old), [403])
            self.provider.stripe_webhook_secret = False
            self.assertEqual(self._deliver(event, secret=None), [403])
            self.assertEqual(self._deliver(event), [403])
        self.assertEqual(tx.state, "pending")
        self.provider.stripe_webhook_secret = SECRET
        self.assertEqual(self._deliver(event, event), [200, 200])
        self.assertEqual(tx.state, "done")
        self.assertTrue(self._is_woken())

    def test_another_account_says_nothing_of_our_payments(self):
        tx = self._pay(SEPA)
        self.fake.settle(intent=tx.provider_reference)
        other = self.provider.copy(
            {
                "state": "test",
                "company_id": self.env["res.company"].create({"name": "Other"}).id,
                "stripe_publishable_key": "pk_test_other",
                "stripe_secret_key": "sk_test_other",
                "stripe_webhook_secret": "whsec_other",
            }
        )
        self.assertTrue(other)
        [event] = self.fake.events("payment_intent.succeeded")
        with mute_logger("odoo.http"):
            self.assertEqual(self._deliver(event, secret="whsec_other"), [403])
        self.assertEqual(tx.state, "pending")

    def test_a_provider_that_was_disabled_hears_of_what_is_under_way(self):
        tx = self._pay(SEPA)
        self.fake.settle(intent=tx.provider_reference)
        self.provider.state = "disabled"
        self._hear("payment_intent.succeeded")
        self.assertEqual(tx.state, "done")

    def test_a_payment_of_a_copy_of_the_database_is_not_ours(self):
        tx = self._pay(SEPA)
        self.fake.settle(intent=tx.provider_reference)
        self.fake.create_refund(payment_intent=tx.provider_reference, amount=100)
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "a copy")
        self._hear("payment_intent.succeeded", "charge.refunded")
        self.assertEqual((tx.state, self._get_refunds(tx).ids), ("pending", []))

    def test_what_is_not_for_us_is_taken_and_left(self):
        event = {"id": "evt_1", "type": "invoice.paid", "data": {"object": {}}}
        self.assertEqual(self._deliver(event), [200])

    def test_a_debit_that_the_bank_refuses_says_why(self):
        tx = self._pay(SEPA)
        self.fake.settle(intent=tx.provider_reference, failure="insufficient_funds")
        self._hear("payment_intent.payment_failed")
        self.assertEqual(
            (tx.state, tx.stripe_error_code), ("error", "insufficient_funds")
        )

    def test_a_refund_of_a_capture_is_booked_once(self):
        tx = self._hold()
        part = tx._capture(20)
        refund = part._refund(5)
        self._hear("charge.refunded")
        self._hear("charge.refunded")
        self.assertEqual(self._get_refunds(tx), refund)

    def test_a_refund_at_stripe_is_booked_once_and_of_what_was_captured(self):
        tx = self._hold()
        part = tx._capture(40)
        self.fake.create_refund(payment_intent=tx.provider_reference, amount=2000)
        self._hear("charge.refunded")
        refund = self._get_refunds(tx)
        self.assertEqual((refund.amount, refund.state), (-20, "done"))
        self.assertEqual(refund.source_transaction_id, part)
        self._hear("charge.refunded")
        self.assertEqual(self._get_refunds(tx), refund)

    def test_a_refund_whose_answer_was_lost_is_booked_by_the_message(self):
        tx = self._pay()
        self.fake.fault(path="^refunds$", method="POST", drop="after")
        refund = tx._refund(10)
        self._hear("charge.refunded")
        self.assertEqual((self._get_refunds(tx), refund.state), (refund, "done"))

    def test_a_capture_at_stripe_is_booked_as_captured(self):
        tx = self._hold()
        capture = {"amount_to_capture": 2345}
        self._ask("capture", tx, capture)
        self._hear("payment_intent.succeeded")
        self._hear(
            "payment_intent.succeeded", "payment_intent.amount_capturable_updated"
        )
        self.assertEqual(self._get_parts(tx), [("cancel", 36.55), ("done", 23.45)])
        self.assertEqual(tx.state, "done")

    def test_a_message_of_a_capture_whose_answer_was_lost_completes_it(self):
        tx = self._hold()
        self.fake.fault(path="capture$", drop="after")
        part = tx._capture(60)
        self._hear("payment_intent.succeeded")
        self.assertEqual(tx.child_transaction_ids, part)
        self.assertEqual((part.state, tx.state), ("done", "done"))

    def test_messages_in_any_order_come_to_the_same(self):
        tx = self._hold()
        tx._capture(60)
        self._deliver(*reversed(self.fake.events()))
        self.assertEqual(self._get_parts(tx), [("done", 60)])
        self.assertEqual(tx.state, "done")

    def test_a_hold_that_expired_is_void(self):
        tx = self._hold()
        self.fake.cancel_intent(number=tx.provider_reference)
        self._hear("payment_intent.canceled")
        self.assertEqual(tx.state, "cancel")

    # === HELPERS === #

    def _get_refunds(self, tx):
        family = tx | tx.child_transaction_ids
        return family.child_transaction_ids.filtered(lambda t: t.operation == "refund")

    def _ask(self, verb, tx, data):
        self.provider._send_api_request(
            "POST", f"payment_intents/{tx.provider_reference}/{verb}", data=data
        )
