import logging

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import ASKS_CLIENT, EXPIRED, SECRET, VISA
from .test_webhooks import WebhookCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAuthentication(WebhookCommon):
    """A bank that wants to see the client: what becomes of the refill."""

    def _ask_client(self):
        """Return the refill whose charge the bank did not allow without its client."""
        token = self._token(ASKS_CLIENT)
        self.contract = self._charged_contract(payment_token_id=token.id)
        self._log(500)
        self._run()
        return self.contract.refill_ids

    def _open_link(self, order):
        """Let the client enter the card on the page of the order's link.

        Return the transaction; the bank now asks the client.
        """
        tx = self.env["payment.transaction"].sudo().create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.card.id,
                "partner_id": self.client.id,
                "operation": "online_direct",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )  # fmt: skip
        secret = tx._get_specific_processing_values({})["client_secret"]
        self.intent = secret.partition("_secret")[0]
        intents = self.provider._get_stripe_client().payment_intents
        customer = intents.retrieve(self.intent)["customer"]
        method = self.fake.save_method(number=ASKS_CLIENT, customer=customer)
        intents.confirm(self.intent, {"payment_method": method["id"]})
        return tx

    def _confirm_at_bank(self, tx):
        self.fake.authenticate(intent=self.intent)
        self._hear("payment_intent.succeeded")
        tx._post_process()

    def test_the_client_confirms_at_the_bank_and_has_paid_once(self):
        refill = self._ask_client()
        tx = self._open_link(refill.sale_order_id)
        self.assertFalse(self.fake.ledger())
        self._confirm_at_bank(tx)
        self.assertEqual((refill.state, self.contract.balance), ("done", 700))
        self.assertEqual(len(self.fake.ledger()), 1)
        self.assertBooked(earned=0)

    def test_who_gives_up_at_the_bank_pays_by_the_link_another_day(self):
        refill = self._ask_client()
        self._open_link(refill.sale_order_id)
        with freeze_time("2026-03-20 12:00"):
            self._run()
            self.assertEqual((refill.state, self.contract.balance), ("waiting", 100))
            self.assertFalse(self.fake.ledger())
            self.assertTrue(refill.sale_order_id._has_to_be_paid())
            self._confirm_at_bank(self._open_link(refill.sale_order_id))
        self.assertEqual((refill.state, self.contract.balance), ("done", 700))
        self.assertEqual(len(self.fake.ledger()), 1)

    def test_a_saved_card_that_the_bank_refuses_without_its_client_is_not_offered(self):
        good = self._token()
        self._ask_client()
        refused = self.contract.sudo().payment_token_id
        tokens = self.env["payment.token"].sudo()
        given = (self.provider.ids, self.client.id)
        offered = tokens._get_available_tokens(*given)
        saved = tokens._get_available_tokens(*given, is_validation=True)
        self.assertEqual(saved - offered, refused)
        self.assertIn(good, offered)

    def test_a_card_that_has_expired_is_declined_with_its_reason(self):
        token = self._token(EXPIRED)
        contract = self._charged_contract(payment_token_id=token.id)
        self._log(500)
        self._run()
        refill = contract.refill_ids
        self.assertEqual(refill.transaction_ids.stripe_error_code, "expired_card")
        self.assertIn("expired", refill.reason)
        self.assertFalse(self.fake.ledger())

    def test_what_is_secret_is_in_no_log(self):
        token = self._token(VISA)
        self._charged_contract(payment_token_id=token.id)
        self._log(500)
        with self.assertLogs(level=logging.DEBUG) as logs:
            self._run()
            self._hear("payment_intent.succeeded")
        self.assertEqual(len(self.fake.ledger()), 1)
        told = "\n".join(logs.output)
        self.assertIn("/payment/stripe/webhook", told)
        for secret in ("sk_test_fake", SECRET, "_secret_fake"):
            with self.subTest(secret):
                self.assertNotIn(secret, told)
