from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import ASKS_CLIENT, REFUSED, StripeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCorrections(StripeCommon):
    def test_a_refusal_keeps_its_codes_and_the_payment(self):
        tx = self._pay(REFUSED)
        self.assertEqual(tx.state, "error")
        self.assertEqual(
            (tx.stripe_error_code, tx.stripe_decline_code),
            ("card_declined", "insufficient_funds"),
        )
        self.assertTrue(tx.provider_reference.startswith("pi_"))
        self.assertFalse(tx._needs_prepaid_client())

    def test_a_bank_that_wants_to_see_the_client_says_so(self):
        self.assertTrue(self._pay(ASKS_CLIENT)._needs_prepaid_client())

    def test_codes_are_for_nobody_to_write(self):
        tx = self._pay(REFUSED)
        for user in (self.accountant, self.manager):
            with self.assertRefused(""):
                tx.with_user(user).stripe_error_code = "none"

    def test_a_currency_that_cannot_be_booked_is_not_charged(self):
        currency = self.env.ref("base.CHF")
        currency.active = False
        tx = self._pay(currency_id=currency.id)
        self.assertEqual(tx.state, "error")
        self.assertIn("CHF", tx.state_message)
        self.assertFalse(self.fake.ledger())

    def test_a_part_is_captured_and_the_rest_released(self):
        tx = self._hold()
        self.assertEqual(tx.state, "authorized")
        part = tx._capture(23.45)
        self.assertEqual((part.state, tx.state), ("done", "done"))
        [row] = self.fake.ledger()
        self.assertEqual(row["amount"], 2345)
        self.assertEqual(self._get_parts(tx), [("cancel", 36.55), ("done", 23.45)])
        (tx | part)._post_process()
        self.assertEqual((tx.payment_id.amount, part.payment_id.amount), (0, 23.45))

    def test_the_capture_wizard_leaves_nothing_to_void(self):
        tx = self._hold()
        wizard = self.env["payment.capture.wizard"].with_context(active_ids=tx.ids)
        wizard = wizard.create({"amount_to_capture": 20, "void_remaining_amount": True})
        wizard.action_capture()
        self.assertEqual(self._get_parts(tx), [("cancel", 40), ("done", 20)])
        wizard.invalidate_recordset()
        self.assertEqual(wizard.available_amount, 0)

    def test_more_than_the_hold_is_not_captured(self):
        tx = self._hold()
        self.assertEqual(tx._capture(60.01).state, "error")
        self.assertEqual(tx.state, "authorized")
        self.assertFalse(self.fake.ledger())

    def test_a_capture_whose_answer_was_lost_is_captured_once(self):
        tx = self._hold()
        self.fake.fault(path="capture$", drop="after")
        self.assertEqual(tx._capture(20).state, "error")
        self.assertEqual(tx._capture(20).state, "done")
        [row] = self.fake.ledger()
        self.assertEqual(row["amount"], 2000)
        self.assertEqual(tx.state, "done")

    def test_a_void_whose_answer_was_lost_is_voided(self):
        tx = self._hold()
        self.fake.fault(path="cancel$", drop="after")
        self.assertEqual(tx._void().state, "error")
        self.assertEqual(tx._void().state, "cancel")
        self.assertEqual(tx.state, "cancel")

    def test_a_refund_whose_answer_was_lost_is_given_once(self):
        tx = self._pay()
        for fault in ({"drop": "after"}, {"status": 500}):
            self.fake.fault(path="^refunds$", method="POST", **fault)
            self.assertEqual(tx._refund(10).state, "error")
        self.assertEqual(tx._refund(10).state, "done")
        [row] = self.fake.ledger()
        self.assertEqual(row["refunded"], 1000)

    def test_the_same_amount_can_be_refunded_again(self):
        tx = self._pay()
        self.assertEqual(
            (tx._refund(10) | tx._refund(10)).mapped("state"), ["done"] * 2
        )
        self.assertEqual(tx._refund(50).state, "error")
        self.assertEqual(tx._refund(40).state, "done")
        [row] = self.fake.ledger()
        self.assertEqual(row["refunded"], 6000)

    def test_what_is_settled_is_booked_at_once(self):
        self.assertFalse(self._is_woken())
        self._pay()
        self.assertTrue(self._is_woken())

    def test_only_tests_and_only_this_machine_are_led_away_from_stripe(self):
        build = self.provider._build_request_url
        self.assertEqual(build("refunds"), f"{self.fake.url}/v1/refunds")
        real = "https://api.stripe.com/v1/refunds"
        self._set_url("https://stripe.example.com")
        self.assertEqual(build("refunds"), real)
        self._set_url("http://127.0.0.1.example.com")
        self.assertEqual(build("refunds"), real)
        self._set_url(self.fake.url)
        self.provider.state = "enabled"
        self.assertEqual(build("refunds"), real)

    def test_a_webhook_has_the_events_that_we_handle(self):
        self.provider.stripe_webhook_secret = False
        self.provider.action_stripe_create_webhook()
        self.assertEqual(self.provider.stripe_webhook_secret, "whsec_fake")
        [request] = self.fake.requests("webhook_endpoints")
        events = request["params"]["enabled_events"]
        self.assertIn("charge.dispute.created", events)
        self.assertIn("charge.refunded", events)

    def test_a_wrong_key_is_told(self):
        self.provider.stripe_secret_key = "wrong"
        with self.assertRaises(ValidationError):
            self.provider._send_api_request("GET", "customers/cus_1")

    def _set_url(self, url):
        key = "sale_timesheet_prepaid_stripe.test_url"
        self.env["ir.config_parameter"].sudo().set_param(key, url)
