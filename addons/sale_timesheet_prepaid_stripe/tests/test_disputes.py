from datetime import date

from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from ..models.payment_transaction_dispute import STATUSES
from .common import SEPA, VISA
from .test_webhooks import WebhookCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDisputes(WebhookCommon):
    """What a client's bank takes back goes out of credit and books, and comes again."""

    def _charge(self, number=VISA):
        """Return a contract that was charged 1000 for 600 minutes, and the payment."""
        token = self._token(number)
        contract = self._charged_contract(payment_token_id=token.id)
        contract.sudo().user_id = self.manager
        self._log(500)
        self._run()
        tx = contract.refill_ids.transaction_ids.sudo()
        if tx.state == "pending":
            self.fake.settle(intent=tx.provider_reference)
            self._hear("payment_intent.succeeded")
            tx._post_process()
        self.assertEqual((tx.state, contract.balance), ("done", 700))
        return contract, tx

    def _get_task(self, contract, dispute):
        return contract.activity_ids.filtered(lambda a: dispute["id"] in a.summary)

    def test_a_dispute_withdraws_the_credit_and_asks_for_an_answer_in_time(self):
        contract, tx = self._charge()
        dispute = self.fake.dispute(intent=tx.provider_reference)
        self._hear("charge.dispute.created")
        self.assertEqual(contract.balance, 100)
        self.assertNotIn(
            tx.invoice_ids.payment_state or tx.sale_order_ids.invoice_ids.payment_state,
            ("paid", "in_payment"),
        )
        self.assertEqual(tx.payment_id.state, "in_process")
        task = self._get_task(contract, dispute)
        self.assertEqual(
            (task.user_id, task.date_deadline), (self.manager, date(2026, 3, 26))
        )
        self.assertIn("did not make it", task.note)
        self.assertBooked(earned=0)
        self._hear("charge.dispute.created")
        self.assertEqual(len(self._get_task(contract, dispute)), 1)
        self.assertEqual(len(tx.prepaid_return_ids), 1)

    def test_a_dispute_that_is_won_puts_all_back(self):
        contract, tx = self._charge()
        dispute = self.fake.dispute(intent=tx.provider_reference)
        self._hear("charge.dispute.created")
        self.fake.close_dispute(dispute=dispute["id"], status="won")
        self._hear("charge.dispute.closed")
        self.assertEqual((contract.balance, tx.stripe_dispute_status), (700, "won"))
        self.assertFalse(self._get_task(contract, dispute))
        self.assertBooked(earned=0)

    def test_a_dispute_that_is_lost_stays_taken_in_any_order_of_messages(self):
        contract, tx = self._charge()
        dispute = self.fake.dispute(intent=tx.provider_reference)
        self.fake.close_dispute(dispute=dispute["id"], status="lost")
        self._hear("charge.dispute.closed")
        self._hear("charge.dispute.created")
        self.assertEqual((contract.balance, tx.stripe_dispute_status), (100, "lost"))
        self.assertFalse(self._get_task(contract, dispute))
        self.assertEqual(len(tx.prepaid_return_ids), 1)
        self.assertBooked(earned=0)

    def test_what_was_used_of_a_returned_debit_is_owed(self):
        contract, tx = self._charge(SEPA)
        self._log(400)
        self.fake.dispute(
            intent=tx.provider_reference, status="lost", reason="insufficient_funds"
        )
        self._hear("charge.dispute.created", "charge.dispute.closed")
        self.assertEqual((contract.balance, contract.debt), (-300, 300))
        move = tx.prepaid_return_ids
        self.assertEqual((move.state, tx.payment_id.state), ("posted", "in_process"))
        self.assertIn("too little money", move.ref)
        self.assertEqual(contract.refill_ids.state, "failed")

    def test_a_part_that_is_disputed_takes_its_part(self):
        contract, tx = self._charge()
        self.fake.dispute(intent=tx.provider_reference, amount=25_000)
        self._hear("charge.dispute.created")
        self.assertEqual(tx.prepaid_returned_amount, 250)

    def test_a_question_of_the_bank_takes_nothing_and_wants_an_answer(self):
        contract, tx = self._charge()
        status = "warning_needs_response"
        dispute = self.fake.dispute(intent=tx.provider_reference, status=status)
        self._hear("charge.dispute.created")
        self.assertEqual(contract.balance, 700)
        self.assertTrue(self._get_task(contract, dispute))

    def test_each_state_of_a_dispute_is_known_and_named(self):
        field = self.env["payment.transaction"]._fields["stripe_dispute_status"]
        self.assertEqual(set(field.get_values(self.env)), set(STATUSES))

    def test_a_dispute_of_nobodys_payment_is_taken_and_left(self):
        event = {
            "id": "evt_1",
            "type": "charge.dispute.created",
            "data": {"object": {"id": "dp_1", "payment_intent": "pi_other"}},
        }
        self.assertEqual(self._deliver(event), [200])

    def test_a_card_that_its_bank_replaces_stays_the_clients(self):
        token = self._token()
        self.fake.renew_card(
            method=token.stripe_payment_method,
            last4="1111",
            exp_month=12,
            exp_year=2041,
        )
        self._hear("payment_method.automatically_updated")
        self.assertEqual(token.payment_details, "1111")
        self.assertEqual(token.stripe_date_expiry, date(2041, 12, 31))
        self.assertEqual(token._get_prepaid_expiry_date(), date(2041, 12, 31))
