from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_recognition import FEBRUARY, JANUARY, MARCH, SOLD, RecognitionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestCreditNotes(RecognitionCommon):
    def test_half_a_pack_credited_after_half_was_used(self):
        invoice = self._sell()
        self._log(300, day=date(2026, 1, 20))
        self._recognise(JANUARY)
        self.assertRevenue(500.00)
        self._credit(invoice, packs=0.5)
        contract = self.client.prepaid_contract_ids
        self.assertEqual(contract.balance, 0)
        self._recognise(FEBRUARY)
        # half of 999.99 is credited as 500.00: 499.99 is what was earned
        self.assertRevenue(self._get_balance(self.income))
        self.assertEqual(self._get_balance(self.deferred), 0)
        self.assertAlmostEqual(self._get_balance(self.income), 499.99, 2)

    def test_a_whole_pack_credited_after_half_was_used(self):
        invoice = self._sell()
        self._log(300, day=date(2026, 1, 20))
        self._recognise(JANUARY)
        self._credit(invoice)
        self._recognise(FEBRUARY)
        self.assertRevenue(500.00, JANUARY)
        self.assertRevenue(0)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_more_than_was_invoiced_cannot_be_credited(self):
        invoice = self._sell()
        self._credit(invoice, packs=0.5)
        with self.assertRefused("credits more", UserError):
            self._credit(invoice, packs=0.6)

    def test_two_equal_lines_are_credited_one_by_one(self):
        lines = [
            Command.create({"product_id": self.odd_pack.id, "tax_ids": False})
            for _number in range(2)
        ]
        invoice = self._sell(invoice_line_ids=lines)
        self._log(300, day=date(2026, 1, 20))
        refund = invoice._reverse_moves([{"invoice_date": "2026-02-01"}])
        told = refund.prepaid_credit_text
        refund.action_post()
        self.assertEqual(
            refund.invoice_line_ids.prepaid_line_id, invoice.invoice_line_ids
        )
        self.assertEqual(self.client.prepaid_contract_ids.balance, 0)
        self.assertIn("15", told)

    def test_a_lower_price_credits_its_share_of_the_pack(self):
        invoice = self._sell(self._pack(600, price=1000))
        refund = invoice._reverse_moves([{"invoice_date": "2026-02-01"}])
        refund.invoice_line_ids.price_unit = 250
        refund.action_post()
        contract = self.client.prepaid_contract_ids
        self.assertEqual(contract.balance, 450)
        self.assertEqual(contract.grant_ids.amount, 750)

    def test_a_credit_note_by_hand_finds_its_invoice(self):
        self._sell()
        refund = self._bill(
            self.odd_pack, post=False, move_type="out_refund", invoice_date="2026-02-01"
        )
        refund.action_post()
        self.assertEqual(self.client.prepaid_contract_ids.balance, 0)
        with self.assertRefused("credits more", UserError):
            self._bill(self.odd_pack, move_type="out_refund")

    def test_a_credited_order_line_does_not_want_an_invoice(self):
        order = self._order(self.odd_pack)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = SOLD
        invoice.action_post()
        self._pay(invoice)
        self._credit(invoice)
        self.assertNotEqual(order.invoice_status, "to invoice")
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_a_withdrawn_payment_keeps_what_was_earned(self):
        invoice = self._sell()
        self._log(60, day=date(2026, 2, 5))
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        receivable.remove_move_reconcile()
        self.env.flush_all()
        self._recognise(FEBRUARY)
        self.assertRevenue(100.00)
        self.assertEqual(self._get_balance(self.deferred), 899.99)

    def test_a_transferred_part_keeps_its_share_of_the_price(self):
        self._sell()
        source = self.client.prepaid_contract_ids
        target = self._contract(is_default=False)
        source.sudo()._transfer(target, 200, "Moved")
        self._log(400, day=MARCH)
        self._log(200, day=MARCH, prepaid_contract_id=target.id)
        self._recognise(MARCH)
        self.assertRevenue(999.99)

    def test_several_packs_on_one_credit_note(self):
        invoice = self._bill(self.odd_pack, post=False)
        invoice.invoice_line_ids = [
            Command.create({"product_id": self.pack.id, "tax_ids": False})
        ]
        invoice.action_post()
        self._pay(invoice)
        self._credit(invoice)
        self.assertEqual(self.client.prepaid_contract_ids.balance, 0)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_a_credit_note_at_another_rate_leaves_nothing_deferred(self):
        """500 EUR: 555.56 at 0.9, credited at 427.35: 128.21 is an exchange gain."""
        euro = self.env.ref("base.EUR")
        for day, rate in ((SOLD, 0.9), (date(2026, 2, 1), 1.17)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": euro.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        invoice = self._bill(self.odd_pack, post=False, currency_id=euro.id)
        invoice.invoice_line_ids.price_unit = 500
        invoice.action_post()
        self._pay(invoice)
        self._credit(invoice)
        self.assertEqual(self._get_balance(self.deferred), 128.21)
        self._recognise(MARCH)
        self.assertEqual(self._get_balance(self.deferred), 0)
        self.assertRevenue(128.21)

    def test_a_credit_note_takes_back_what_was_transferred_too(self):
        invoice = self._sell()
        source = self.client.prepaid_contract_ids
        target = self._contract(is_default=False)
        source.sudo()._transfer(target, 200, "Moved")
        self._log(50, day=date(2026, 1, 20), prepaid_contract_id=target.id)
        self._credit(invoice)
        self.assertEqual((source.balance, target.balance), (0, 0))
        self._recognise(MARCH)
        self.assertRevenue(0)
