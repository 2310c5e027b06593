from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_documents import DocumentsCommon
from .test_recognition import SOLD


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDocumentsUndone(DocumentsCommon):
    """What a document did to the packs of another is undone when it is credited."""

    def test_a_credited_debit_note_lowers_the_price_alone(self):
        note = self._debit(self._bought(), 100)
        self._credit(note)
        self.assertCredit(600)
        self.assertPrice(1000)
        self.assertEarned(0, 1000)

    def test_a_debit_note_is_credited_though_the_product_is_no_pack_any_more(self):
        note = self._debit(self._bought(), 100)
        self.pack.is_prepaid_pack = False
        self._credit_value(note, 40)
        self.assertCredit(600)
        self.assertEarned(0, 1060)

    def test_a_free_pack_that_was_taken_back_stays_so_whenever_a_price_is_added(self):
        """The price that a debit note adds pays for no hours: it is income at once.

        An accountant who dates it before the credit note gives nothing back.
        """
        invoice = self._bill(self._pack(90, 0))
        self._credit(invoice)
        self.assertCredit(0)
        self._debit(invoice, 50, date=SOLD)
        self.assertCredit(0)
        self.assertPrice(50)
        self.assertEarned(50, 0)

    def test_a_free_pack_with_a_price_added_is_taken_back_by_number(self):
        invoice = self._bill(self._pack(90, 0))
        self._debit(invoice, 50)
        self.assertCredit(90)
        self.assertEarned(0, 50)
        self._credit(invoice)
        self.assertCredit(0)
        self.assertEarned(50, 0)

    def test_a_credited_exchange_gives_the_first_pack_back(self):
        order = self._confirm(packs=2)
        self._invoice(order)
        order.order_line.product_uom_qty = 1
        big = self._pack(1200, price=2000)
        order.order_line = [Command.create({"product_id": big.id})]
        exchange = self._invoice(order)
        self.assertCredit(1800)
        self._credit(exchange)
        self.assertCredit(1200)
        self.assertPrice(2000)
        self._log(600, day=date(2026, 2, 5))
        self.assertEarned(1000, 1000)

    def test_an_exchange_of_discounted_packs_is_the_same_under_every_policy(self):
        big = self._pack(1200, price=2000)
        balances = set()
        for policy in ("paid", "posted", "confirmed"):
            with self.env.cr.savepoint() as savepoint:
                self.company.prepaid_grant_policy = policy
                order = self._order(packs=3)
                self.env["sale.order.discount"].create(
                    {
                        "sale_order_id": order.id,
                        "discount_type": "so_discount",
                        "discount_percentage": 0.1,
                    }
                ).action_apply_discount()
                order.action_confirm()
                self._invoice(order)
                order.order_line[:1].product_uom_qty = 2
                order.order_line = [Command.create({"product_id": big.id})]
                self._invoice(order)
                balances.add(self.contract.balance)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(len(balances), 1, balances)

    def test_a_replaced_debit_note_is_a_debit_note_again(self):
        note = self._debit(self._bought(), 100)
        _refund, new = self._replace_invoice(note)
        new.invoice_line_ids.price_unit = 70
        new.invoice_date = date(2026, 2, 2)
        new.action_post()
        self.assertCredit(600)
        self.assertEarned(0, 1070)
