from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_documents import DocumentsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDocumentsRest(DocumentsCommon):
    """What is left of a price when no credit is due for it any more is earned."""

    def _bill_in_euros(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        for day, rate in (("2025-12-31", 0.5), ("2026-01-20", 0.8)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": euro.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        return self._bill(currency_id=euro.id)

    def test_an_unpaid_pack_credited_at_another_rate_leaves_no_deferral(self):
        invoice = self._bill_in_euros()
        sold = self._get_balance(self.deferred)
        self._credit(invoice)
        rest = sold + invoice.reversal_move_ids.invoice_line_ids.balance * -1
        self.assertNotEqual(rest, 0)
        self.assertFalse(self.contract)
        self.assertEarned(rest, 0)
        invoice.reversal_move_ids.button_draft()
        self.assertEarned(0, sold)

    def test_a_debit_note_of_a_credited_unpaid_pack_is_earned(self):
        invoice = self._bill()
        wizard = (
            self.env["account.debit.note"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"copy_lines": True, "date": "2026-02-01"})
        )
        note = self.env["account.move"].browse(wizard.create_debit()["res_id"])
        note.invoice_line_ids.price_unit = 100
        self._credit(invoice)
        note.invoice_date = date(2026, 2, 2)
        note.action_post()
        self.assertEarned(100, 0)

    def test_what_is_free_bears_no_discount(self):
        free = self._pack(90, price=0)
        invoice = self._bill(post=False)
        tax = self.company_data["default_tax_sale"]
        invoice.invoice_line_ids.tax_ids = tax
        invoice.invoice_line_ids = [
            Command.create({"product_id": free.id, "tax_ids": False}),
            Command.create({"name": "Voucher", "price_unit": -100, "tax_ids": False}),
        ]
        invoice.action_post()
        self._settle(invoice)
        self.assertPrice(900)
        self.assertEarned(0, 900)

    def test_the_discount_of_credited_packs_is_not_given_again(self):
        order = self._order()
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.1,
            }
        ).action_apply_discount()
        order.action_confirm()
        self._credit(self._invoice(order))
        self.assertEqual(set(order.order_line.mapped("qty_to_invoice")), {0})
