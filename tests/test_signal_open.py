from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_signal import SignalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSignalOpen(SignalCommon):
    """Questions and money."""

    def _ask(self, age):
        line = self._log(30)
        dispute = (
            self.env["prepaid.dispute"]
            .sudo()
            ._ask(line.sudo().prepaid_entry_ids, self.client, "Why so long?")
        )
        self.env.flush_all()
        moment = fields.Datetime.now() - timedelta(days=age)
        self.env.cr.execute(
            "UPDATE prepaid_dispute SET create_date = %s WHERE id = %s",
            [moment, dispute.id],
        )
        self.env.invalidate_all()
        return dispute

    def test_questions_are_told_after_two_days(self):
        self._contract(600)
        self._ask(1)
        self.assertFalse(self._find())
        self._ask(3)
        signal = self._find()
        self.assertEqual(signal.kind, "questions")
        self.assertEqual(
            signal.reason, "A question waits for an answer since 03/13/2026."
        )
        action = signal.with_user(self.user).action_open_questions()
        self.assertEqual(action["res_model"], "prepaid.dispute")

    def test_an_answer_ends_it_and_another_question_is_news(self):
        self._contract(600)
        first = self._ask(3)
        signal = self._find()
        signal.with_user(self.user).action_done()
        self.assertFalse(self._find())
        self._ask(5)
        self.assertEqual(self._find(), signal)
        self.assertIn("2 questions", signal.reason)
        disputes = first.search([("contract_id", "=", signal.contract_id.id)])
        disputes.answer = "Because"
        for dispute in disputes:
            dispute.action_accept()
        self.assertFalse(self._find())
        self.assertEqual(signal.state, "gone")

    def test_overdue_packs_are_told_once_with_what_is_left_to_pay(self):
        self._contract(600)
        for due in ("2026-02-01", "2026-03-15", "2026-03-16"):
            self._bill(invoice_date_due=due, invoice_payment_term_id=False)
        signal = self._find()
        self.assertEqual((signal.kind, signal.amount), ("unpaid", 2000))
        self.assertEqual(signal.contract_id, self.env["prepaid.contract"].search(
            [("partner_id", "=", self.client.id)]
        ))  # fmt: skip
        self.assertIn("2 invoices, the first since 02/01/2026", signal.reason)
        self.assertEqual(signal.step, "remind")

    def test_a_bill_in_another_currency_is_told_in_the_companys(self):
        currency = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        invoice = self._bill(
            currency_id=currency.id,
            invoice_date_due="2026-02-01",
            invoice_payment_term_id=False,
        )
        signal = self._find()
        self.assertEqual(signal.amount, invoice.amount_residual_signed)
        self.assertNotEqual(signal.amount, invoice.amount_residual)

    def test_what_is_paid_is_not_asked_for(self):
        invoice = self._bill(
            invoice_date_due="2026-02-01", invoice_payment_term_id=False
        )
        signal = self._find()
        self.assertEqual(signal.partner_id, self.client)
        self._pay(invoice)
        self.assertNotIn("unpaid", self._get_kinds())
        self.assertEqual(signal.state, "gone")

    def test_a_credited_and_a_withdrawn_invoice_are_not_asked_for(self):
        invoice = self._bill(
            invoice_date_due="2026-02-01", invoice_payment_term_id=False
        )
        self.assertTrue(self._find())
        invoice.button_draft()
        self.assertFalse(self._find())
        invoice.action_post()
        self.assertTrue(self._find())
        self._credit(invoice)
        self.assertFalse(self._find())

    def test_invoices_of_other_things_are_not_ours(self):
        service = self._pack(60, is_prepaid_pack=False, prepaid_plan_id=False)
        self._bill(
            service, invoice_date_due="2026-02-01", invoice_payment_term_id=False
        )
        self.assertFalse(self._find())

    def test_a_reminder_goes_to_the_client_with_the_invoices(self):
        contract = self._contract(600)
        invoice = self._bill(
            invoice_date_due="2026-02-01", invoice_payment_term_id=False
        )
        self._find().with_user(self.user).action_remind()
        message = contract.message_ids.sorted("id")[-1:]
        self.assertIn(invoice.name, message.subject)

    def test_a_paid_invoice_is_not_reminded_of(self):
        self._contract(600)
        invoice = self._bill(
            invoice_date_due="2026-02-01", invoice_payment_term_id=False
        )
        signal = self._find()
        self._pay(invoice)
        with self.assertRefused("has paid meanwhile"):
            signal.with_user(self.user).action_remind()

    def test_the_last_refill_that_was_declined_is_told(self):
        contract = self._contract(600)
        Refill = self.env["prepaid.refill"].sudo()
        refill = Refill.create({"contract_id": contract.id, "state": "failed"})
        signal = self._find()
        self.assertEqual((signal.kind, signal.step), ("unpaid", "refill"))
        self.assertIn("The payment was declined on", signal.reason)
        action = signal.with_user(self.user).action_refill()
        self.assertEqual(action["res_id"], refill.id)
        Refill.create({"contract_id": contract.id, "state": "done"})
        self.assertFalse(self._find())
