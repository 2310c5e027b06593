from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_amount import AmountCommon, plain


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAmountDocuments(AmountCommon):
    """Taxes of what is bought by an amount, and invoices without an order."""

    # === TAXES === #

    def test_the_amount_is_the_price_with_the_taxes_that_it_includes(self):
        self.open_pack.taxes_id = self._tax(19, included=True)
        order = self._amount_order(self.open_pack, 500)
        self.assertEqual(order.amount_total, 500)
        self.assertEqual(order.amount_untaxed, 420.17)
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_total, 500)
        grant = invoice.invoice_line_ids.prepaid_grant_ids
        self.assertEqual((grant.quantity, grant.amount), (333, 420.17))

    def test_taxes_come_on_top_where_prices_are_without(self):
        self.open_pack.taxes_id = self._tax(19)
        order = self._amount_order(self.open_pack, 500)
        self.assertEqual((order.amount_untaxed, order.amount_total), (500, 595))
        self.assertEqual(self._invoice(order).amount_total, 595)

    def test_abroad_the_amount_stays_and_an_hour_costs_less(self):
        """Of 90 with 20 % taxes, 75 are left where there are none: 500 buys 6 h 40."""
        tax = self._tax(20, included=True)
        self.open_pack.taxes_id = tax
        none = self._tax(0)
        position = self.env["account.fiscal.position"].create(
            {"name": "Abroad", "company_id": self.company.id}
        )
        none.write(
            {
                "fiscal_position_ids": [Command.set(position.ids)],
                "original_tax_ids": [Command.set(tax.ids)],
            }
        )
        order = self._amount_order(self.open_pack, 500, fiscal_position_id=position.id)
        self.assertEqual(order.order_line.tax_ids, none)
        self.assertEqual((order.amount_untaxed, order.amount_total), (500, 500))
        self.assertIn("6 h 40 at $ 75.00 an hour", plain(order.order_line.name))
        self.assertEqual(self._invoice(order).amount_total, 500)

    # === INVOICES WITHOUT AN ORDER === #

    def test_the_price_on_an_invoice_is_the_amount(self):
        invoice = self._bill(self.open_pack, post=False)
        line = invoice.invoice_line_ids
        self.assertEqual(line.price_unit, 100)
        line.price_unit = 2000
        self.assertIn("25 h", line.prepaid_note)
        invoice.action_post()
        self._pay(invoice)
        self.assertEqual(line.prepaid_grant_ids.quantity, 1500)

    def test_an_invoice_that_is_set_right_sells_its_new_amount(self):
        invoice = self._bill(self.open_pack, post=False)
        invoice.invoice_line_ids.price_unit = 900
        invoice.action_post()
        self._pay(invoice)
        contract = invoice.invoice_line_ids.prepaid_grant_ids.contract_id
        self.assertEqual(contract.balance, 600)
        self.open_pack.prepaid_amount_rate_ids.price = 10
        # Nothing changes for what is posted again as it was.
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(invoice.invoice_line_ids._get_sold().quantity, 600)
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 500
        invoice.action_post()
        self.assertEqual(invoice.invoice_line_ids._get_sold().quantity, 3000)
        self.assertFalse(contract._check_integrity())

    def test_a_credit_note_takes_back_by_value(self):
        order = self._amount_order(self.open_pack, 900)
        invoice = self._invoice(order)
        grant = invoice.invoice_line_ids.prepaid_grant_ids
        refund = invoice._reverse_moves([{"invoice_date": TODAY, "date": TODAY}])
        refund.invoice_line_ids.price_unit = 300
        refund.action_post()
        self.assertEqual((grant.remaining, grant.amount), (400, 600))
        self.assertFalse(grant.contract_id._check_integrity())

    def test_a_discount_line_lowers_the_price_of_what_was_bought(self):
        order = self._amount_order(self.open_pack, 900)
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "amount",
                "discount_amount": 90,
            }
        ).action_apply_discount()
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 810)
        grant = order.order_line.invoice_lines.prepaid_grant_ids
        self.assertEqual((grant.quantity, grant.amount), (600, 810))
