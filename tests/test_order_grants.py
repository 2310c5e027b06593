from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_documents import DocumentsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestOrderGrants(DocumentsCommon):
    """Credit that is granted when the order is confirmed."""

    def _grants_by_order(self):
        self.company.prepaid_grant_policy = "confirmed"

    def test_a_credit_note_by_value_takes_its_share_from_the_order(self):
        self._grants_by_order()
        for value, balance in ((100, 540), (500, 240)):
            if not self.contract:
                invoice = self._invoice(self._confirm())
            self._credit_value(invoice, value)
            self.assertCredit(balance)
        self.assertEarned(0, 400)

    def test_a_credit_note_by_hand_takes_back_what_an_order_granted(self):
        self._grants_by_order()
        self._invoice(self._confirm())
        self._bill(move_type="out_refund", invoice_date="2026-02-01")
        self.assertCredit(0)
        self.assertEarned(0, 0)

    def test_a_second_invoice_of_a_raised_order_is_reversed(self):
        self._grants_by_order()
        order = self._confirm()
        self._invoice(order)
        order.order_line.product_uom_qty = 2
        self.assertCredit(1200)
        second = self._invoice(order)
        self._credit(second)
        self.assertCredit(600)
        self.assertEarned(0, 1000)

    def test_a_raised_order_is_cancelled_after_use(self):
        self._grants_by_order()
        order = self._confirm()
        order.order_line.product_uom_qty = 2
        self._log(900)
        order._action_cancel()
        self.assertCredit(-900, 900)

    def test_a_pack_added_to_a_confirmed_order_is_granted_like_the_others(self):
        self._grants_by_order()
        order = self._confirm()
        order.order_line = [Command.create({"product_id": self._pack(300).id})]
        self.assertCredit(900)

    def test_an_order_keeps_the_policy_under_which_it_was_sold(self):
        self._grants_by_order()
        order = self._confirm()
        self.company.prepaid_grant_policy = "paid"
        order.order_line.product_uom_qty = 2
        self.assertCredit(1200)
        self._invoice(order, pay=False)
        self.assertCredit(1200)

    def test_a_cancelled_order_that_granted_can_be_deleted(self):
        self._grants_by_order()
        order = self._confirm()
        self.assertCredit(600)
        order._action_cancel()
        order.unlink()
        self.assertCredit(0)
