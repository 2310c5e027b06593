from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import ASKS_CLIENT, REFUSED, VISA, StripeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOutcome(StripeCommon):
    """Refills charged through Stripe, whatever happens to the connection."""

    def _make_due(self, number=VISA):
        token = self._token(number)
        contract = self._charged_contract(payment_token_id=token.id)
        self._log(500)
        return contract

    def test_at_the_threshold_the_card_is_charged_once(self):
        contract = self._make_due()
        self._run()
        self._run()
        refill = contract.refill_ids
        self.assertEqual((refill.state, contract.balance), ("done", 700))
        [row] = self.fake.ledger()
        self.assertEqual(row["amount"], 100_000)
        self.assertEqual(row["description"], refill.transaction_ids.reference)

    def test_a_refill_is_captured_though_the_shop_captures_by_hand(self):
        self.sepa.active = False
        self.provider.capture_manually = True
        contract = self._make_due()
        self._run()
        self.assertEqual(contract.refill_ids.state, "done")
        self.assertEqual(contract.refill_ids.transaction_ids.state, "done")

    def test_a_charge_whose_answer_was_lost_is_looked_up(self):
        contract = self._make_due()
        self.fake.fault(path="^payment_intents$", method="POST", drop="after")
        self._run()
        refill = contract.refill_ids
        self.assertEqual(refill.state, "charging")
        with freeze_time("2026-03-16 00:11"):
            self._run()
        self.assertEqual((refill.state, contract.balance), ("done", 700))
        self.assertEqual(len(refill.transaction_ids), 1)
        self.assertEqual(len(self.fake.ledger()), 1)
        self.assertEqual(len(self.fake.requests("payment_intents")), 2)

    def test_a_charge_that_never_arrived_is_sent_again(self):
        contract = self._make_due()
        self.fake.fault(path="^payment_intents$", method="POST", drop="before")
        self._run()
        with freeze_time("2026-03-16 00:11"):
            self._run()
        self.assertEqual(contract.refill_ids.state, "done")
        self.assertEqual(len(self.fake.ledger()), 1)

    def test_days_later_a_charge_is_found_and_never_sent_twice(self):
        contract = self._make_due()
        self.fake.fault(path="^payment_intents$", method="POST", drop="after")
        self._run()
        with freeze_time("2026-03-19 12:00"):
            self._run()
        self.assertEqual(contract.refill_ids.state, "done")
        self.assertEqual(len(self.fake.ledger()), 1)

    def test_days_later_what_stripe_never_got_is_given_up(self):
        contract = self._make_due()
        self.fake.fault(path="^payment_intents$", method="POST", drop="before")
        self._run()
        tx = contract.refill_ids.transaction_ids
        with freeze_time("2026-03-19 12:00"):
            self._run()
        self.assertEqual(tx.state, "cancel")

    def test_a_payment_of_a_copy_of_the_database_is_not_ours(self):
        tx = self._pay()
        [intent] = [
            record
            for record in self.fake.dump()["objects"]
            if record["id"] == tx.provider_reference
        ]
        tx.write({"provider_reference": False, "prepaid_sent_at": TODAY})
        self.assertEqual(tx._find_stripe_intent()["id"], intent["id"])
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "a copy")
        self.assertIsNone(tx._find_stripe_intent())

    def test_who_must_be_asked_gets_a_link(self):
        contract = self._make_due(ASKS_CLIENT)
        self._run()
        refill = contract.refill_ids
        self.assertFalse(self.fake.ledger())
        self.assertEqual(refill.sale_order_id.state, "sent")
        self.assertFalse(refill.date_next)

    def test_a_refused_charge_is_tried_again_with_a_new_one(self):
        contract = self._make_due(REFUSED)
        self._run()
        with freeze_time("2026-03-17 12:00"):
            self._run()
        txs = contract.refill_ids.transaction_ids
        self.assertEqual(txs.mapped("state"), ["error", "error"])
        self.assertEqual(len(set(txs.mapped("provider_reference"))), 2)
