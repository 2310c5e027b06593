from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_documents import DocumentsCommon
from .test_recognition import MARCH


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDocumentsCredit(DocumentsCommon):
    """What a credit note takes, what it may leave, and what settles an invoice."""

    def _draft_credit(self, invoice, **over):
        refund = invoice._reverse_moves([{"invoice_date": date(2026, 2, 1)}])
        refund.write(over)
        return refund

    # === CHOICES === #

    def test_a_draft_tells_what_it_takes_and_takes_nothing(self):
        invoice = self._bought()
        self._log(60)
        refund = self._draft_credit(invoice)
        self.assertIn("Takes 9 h of unused credit", refund.prepaid_credit_text)
        self.assertIn("Another 1 h", refund.prepaid_credit_text)
        self.assertTrue(refund.prepaid_credits_use)
        self.assertCredit(540)

    def test_use_beyond_what_stays_is_forgiven(self):
        invoice = self._bought()
        self._log(60)
        self._draft_credit(invoice).action_post()
        self.assertCredit(0)

    def test_use_beyond_what_stays_is_owed_by_choice(self):
        invoice = self._bought()
        self._log(60)
        refund = self._draft_credit(invoice, prepaid_credit_use="owe")
        refund.action_post()
        self.assertCredit(-60, 60)
        refund.prepaid_credit_use = "forgive"
        self.assertCredit(0)

    def test_a_price_only_credit_note_leaves_the_hours(self):
        invoice = self._bought()
        refund = self._draft_credit(invoice, prepaid_price_only=True)
        refund.invoice_line_ids.price_unit = 200
        refund.action_post()
        self.assertCredit(600)
        self.assertPrice(800)
        self._log(300, day=date(2026, 2, 5))
        self.assertEarned(400, 400)

    def test_what_is_left_after_a_price_only_credit_note_can_be_credited(self):
        invoice = self._bought()
        refund = self._draft_credit(invoice, prepaid_price_only=True)
        refund.invoice_line_ids.price_unit = 200
        refund.action_post()
        self._credit_value(invoice, 400)
        self.assertCredit(300)
        self._credit_value(invoice, 400)
        self.assertCredit(0)
        self.assertEarned(0, 0)
        with self.assertRefused("credits more"):
            self._credit_value(invoice, 1)

    def test_a_discount_of_later_lowers_the_price_alone(self):
        order = self._order()
        wizard = self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.1,
            }
        )
        wizard.action_apply_discount()
        order.action_confirm()
        invoice = self._invoice(order)
        refund = self._draft_credit(invoice)
        refund.invoice_line_ids.filtered(lambda line: line.price_unit > 0).unlink()
        refund.invoice_line_ids.price_unit *= -1
        refund.action_post()
        self.assertCredit(600)
        self.assertPrice(800)
        self.assertEarned(0, 800)

    # === OTHER DOCUMENTS === #

    def test_a_debit_note_raises_the_price_alone(self):
        invoice = self._bought()
        note = self._debit(invoice, 100)
        self._pay(note)
        self.assertCredit(600)
        self.assertPrice(1100)
        self.assertEarned(0, 1100)

    def test_a_debit_note_may_sell_another_pack(self):
        invoice = self._bought()
        wizard = (
            self.env["account.debit.note"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"copy_lines": False, "date": "2026-02-01"})
        )
        note = self.env["account.move"].browse(wizard.create_debit()["res_id"])
        small = self._pack(300, price=500)
        note.invoice_line_ids = [
            Command.create({"product_id": small.id, "tax_ids": False})
        ]
        note.action_post()
        self._pay(note)
        self.assertCredit(900)
        self.assertEarned(0, 1500)

    def test_a_sales_receipt_sells_packs_too(self):
        receipt = self._bill(move_type="out_receipt")
        self._settle(receipt)
        self.assertCredit(600)
        self._log(300, day=date(2026, 2, 5))
        self.assertEarned(500, 500)

    def test_two_credit_notes_in_any_order_leave_the_same(self):
        for values in ((100, 500), (500, 100)):
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                invoice = self._bought()
                for value in values:
                    self._credit_value(invoice, value)
                self.assertCredit(240)
                self.assertEarned(0, 400)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_reversed_lowering_gives_the_pack_back(self):
        order = self._confirm(packs=2)
        self._invoice(order)
        order.order_line.product_uom_qty = 1
        refund = order._create_invoices(final=True)
        refund.invoice_date = date(2026, 2, 1)
        refund.action_post()
        self.assertCredit(600)
        refund.button_draft()
        refund.button_cancel()
        self.assertCredit(1200)
        self.assertEarned(0, 2000)

    def test_an_exchange_for_a_smaller_pack_is_a_credit_note_that_sells(self):
        order = self._confirm(packs=2)
        self._invoice(order)
        order.order_line.product_uom_qty = 1
        small = self._pack(300, price=500)
        order.order_line = [Command.create({"product_id": small.id})]
        refund = self._invoice(order, pay=False)
        self.assertEqual(refund.move_type, "out_refund")
        self.assertCredit(900)
        self.assertPrice(1500)
        self.assertEarned(0, 1500)
        refund.button_draft()
        refund.button_cancel()
        self.assertCredit(1200)
        self.assertEarned(0, 2000)

    def test_a_credited_down_payment_is_no_discount(self):
        order = self._confirm()
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "advance_payment_method": "percentage",
                "amount": 40,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        deposit = wizard._create_invoices(order)
        deposit.invoice_date = date(2026, 1, 10)
        deposit.action_post()
        self._credit_value(deposit, 100)
        self._invoice(order)
        self.assertCredit(600)
        self.assertPrice(1000)

    # === SETTLED === #

    def _write_off(self, invoice, paid):
        expense = self.company_data["default_account_expense"]
        self._pay(
            invoice,
            amount=paid,
            payment_difference_handling="reconcile",
            writeoff_account_id=expense.id,
        )
        self.contract.write({"refill_trigger": "none"})

    def test_a_small_write_off_is_paid(self):
        self._write_off(self._bill(), 960)
        self.assertCredit(600)

    def test_a_large_write_off_waits_for_the_accountant(self):
        invoice = self._bill()
        self._write_off(invoice, 900)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertFalse(self.contract)
        self.assertIn("Written off", invoice.activity_ids.summary)
        invoice.with_user(self.accountant).action_refuse_written_off()
        self.assertFalse(self.contract)
        self.assertFalse(invoice.activity_ids)
        invoice.with_user(self.accountant).action_grant_written_off()
        self.assertCredit(600)

    def test_a_total_of_zero_is_settled_at_once(self):
        invoice = self._bill(post=False)
        invoice.invoice_line_ids = [
            Command.create(
                {
                    "name": "Voucher",
                    "price_unit": -1000,
                    "tax_ids": False,
                    "account_id": self.income.id,
                }
            )
        ]
        invoice.action_post()
        self.assertCredit(600)
        self.assertPrice(0)
        self.assertEarned(0, 0)

    def test_work_given_back_after_a_credit_note_is_taken_back_too(self):
        invoice = self._bought()
        line = self._log(60)
        self._draft_credit(invoice, prepaid_credit_use="owe").action_post()
        self.assertCredit(-60, 60)
        line.unlink()
        self.assertCredit(0)

    def test_the_same_history_is_worth_the_same_under_every_policy(self):
        outcomes = set()
        for policy in ("paid", "posted", "confirmed"):
            with self.env.cr.savepoint() as savepoint:
                self.company.prepaid_grant_policy = policy
                order = self._confirm(packs=2)
                first = self._invoice(order)
                order.order_line.product_uom_qty = 3
                second = self._invoice(order)
                self._credit_value(first, 250)
                self._credit(second)
                self._log(100, day=date(2026, 2, 5))
                self.env.flush_all()
                self._recognise(MARCH)
                outcomes.add(
                    (
                        self.contract.balance,
                        sum(self.contract.grant_ids.mapped("amount")),
                        self._get_balance(self.income),
                        self._get_balance(self.deferred),
                    )
                )
                savepoint.rollback()
            self.env.invalidate_all()
        # 1.75 packs of 600 minutes for 1,750.00, of which 100 were used
        self.assertEqual(outcomes, {(950, 1750, 166.67, 1583.33)})
