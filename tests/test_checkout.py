from datetime import date

from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged

from .common_shop import OnlinePayment, ShopCommon
from .test_promotions import PromotionsCommon
from .test_recognition import MARCH


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestCheckout(OnlinePayment, PromotionsCommon):
    """Packs are invoiced when they are checked out, whatever else is in the cart."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.product"].create(
            {
                "name": "Switch",
                "type": "consu",
                "invoice_policy": "delivery",
                "list_price": 500,
                "taxes_id": False,
                "company_id": cls.company.id,
            }
        )

    def _checkout(self, *products, **over):
        """Return an order that was paid online."""
        order = self._cart(*products, code=over.pop("code", None), **over)
        self._pay_online(order)
        self.contract.write({"refill_trigger": "none"})
        return order

    def _deliver(self, order):
        """Deliver the goods of an order, and return their posted invoice."""
        line = order.order_line.filtered(lambda line: line.product_id == self.goods)
        line.qty_delivered = line.product_uom_qty
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        return invoice

    def assertInvoiced(self, invoice, amounts, state="paid"):
        """Compare what an invoice sells, {product: amount}, and that it is paid."""
        lines = invoice.invoice_line_ids
        sold = {line.product_id: line.price_subtotal for line in lines}
        self.assertEqual(sold, amounts)
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.payment_state, state)

    # === NOTHING TO PAY === #

    def _free_cart(self, *products):
        self._program({"discount": 100})
        order = self._cart(*products)
        self.assertEqual(order.amount_total, 0)
        return order

    def test_a_cart_of_zero_is_invoiced_and_granted_at_checkout(self):
        order = self._free_cart(self.pack)
        order._validate_order()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(order.invoice_ids.state, "posted")
        self.assertEqual(order.invoice_ids.amount_total, 0)
        self.assertCredit(600)
        self.assertPrice(0)
        self.assertEarned(0, 0)

    def test_a_cart_of_zero_is_invoiced_once_where_odoo_invoices_too(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", "True"
        )
        order = self._free_cart(self.pack)
        order._validate_order()
        self.assertEqual(len(order.invoice_ids), 1)
        self.assertCredit(600)

    def test_a_cart_of_zero_leaves_goods_for_their_delivery(self):
        order = self._free_cart(self.pack, self.goods)
        order._validate_order()
        voucher = order.order_line.filtered("reward_id").product_id
        self.assertInvoiced(order.invoice_ids, {self.pack: 1000, voucher: -1000})
        self.assertCredit(600)
        self.assertEarned(0, 0)
        later = self._deliver(order)
        self.assertInvoiced(later, {self.goods: 500, voucher: -500})
        self.assertEarned(0, 0)

    def test_a_gift_card_that_pays_all_is_a_payment(self):
        self._gift_card(1500)
        order = self._cart(self.pack, self.goods, code="CARD")
        order._validate_order()
        self.assertEqual(order.invoice_ids.amount_total, 0)
        self.assertCredit(600)
        self.assertPrice(1000)
        self.assertEarned(0, 1000)
        self.assertEqual(self._get_balance(self.gift_account), -1000)
        self.assertEqual(self._deliver(order).amount_total, 0)
        self.assertEqual(self._get_balance(self.gift_account), -1500)

    def test_other_carts_of_zero_are_invoiced_by_people(self):
        order = self._free_cart(self.other)
        order._validate_order()
        self.assertFalse(order.invoice_ids)

    # === GOODS ON DELIVERY === #

    def test_goods_on_delivery_wait_for_it(self):
        order = self._checkout(self.pack, self.goods)
        invoice = order.invoice_ids
        self.assertInvoiced(invoice, {self.pack: 1000})
        self.assertEqual(order.invoice_status, "no")
        self.assertCredit(600)
        self.assertPrice(1000)
        self.assertEarned(0, 1000)
        # What was paid for the goods waits on the client's account.
        self.assertEqual(self._get_payment(invoice).amount_residual, -500)
        later = self._deliver(order)
        self.assertInvoiced(later, {self.goods: 500})
        self.assertEarned(500, 1000)
        self.assertEqual(self._get_payment(invoice).amount_residual, 0)

    def test_what_is_invoiced_on_order_goes_with_the_pack(self):
        order = self._checkout(self.pack, self.other, self.goods)
        self.assertInvoiced(order.invoice_ids, {self.pack: 1000, self.other: 500})

    def test_a_discount_follows_what_it_lowers(self):
        self._program()
        order = self._checkout(self.pack, self.goods, code="AZURE")
        discount = order.order_line.filtered("reward_id").product_id
        self.assertInvoiced(order.invoice_ids, {self.pack: 1000, discount: -100})
        self.assertPrice(900)
        self.assertEarned(0, 900)
        later = self._deliver(order)
        self.assertInvoiced(later, {self.goods: 500, discount: -50})
        self.assertPrice(900)
        self.assertEarned(450, 900)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_parts_of_a_discount_add_up_to_the_cent(self):
        self.pack.list_price = 999.99
        self.goods.list_price = 333.33
        self._program({"discount": 7})
        order = self._checkout(self.pack, self.goods, code="AZURE")
        later = self._deliver(order)
        total = sum((order.invoice_ids | later).mapped("amount_total"))
        self.assertEqual(round(total, 2), order.amount_total)
        self.assertEqual(later.payment_state, "paid")

    def test_goods_that_arrive_in_parts_bear_parts_of_the_discount(self):
        self._program()
        order = self._cart(self.pack, self.goods)
        line = order.order_line.filtered(lambda line: line.product_id == self.goods)
        line.product_uom_qty = 2
        order._update_programs_and_rewards()
        self.assertEqual(order.amount_total, 1800)
        self._pay_online(order)
        self.assertEqual(order.invoice_ids.amount_total, 900)
        for _half in range(2):
            line.qty_delivered += 1
            invoice = order._create_invoices(final=True)
            invoice.action_post()
            self.assertEqual(invoice.amount_total, 450)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_a_credited_pack_does_not_want_its_discount_back(self):
        self._program()
        order = self._checkout(self.pack, self.goods, code="AZURE")
        self._credit(order.invoice_ids)
        self.assertEqual(order.invoice_status, "no")
        self.assertCredit(0)
        self.assertEarned(0, 0)

    def test_shipping_follows_the_goods(self):
        order = self._cart(self.pack, self.goods, code=None)
        order.order_line = [
            Command.create(
                {"product_id": self.other.id, "price_unit": 20, "is_delivery": True}
            )
        ]
        self._pay_online(order)
        self.assertInvoiced(order.invoice_ids, {self.pack: 1000})
        self.assertEqual(order.invoice_status, "no")
        self.assertInvoiced(self._deliver(order), {self.goods: 500, self.other: 20})

    def test_a_seller_who_invoices_by_hand_splits_the_discount_too(self):
        self._program()
        order = self._cart(self.pack, self.goods)
        order.action_confirm()
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_total, 900)
        self.assertPrice(900)

    def test_the_automatic_invoice_of_odoo_takes_all(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", "True"
        )
        self._program()
        order = self._checkout(self.pack, self.goods, code="AZURE")
        self.assertEqual(order.invoice_ids.amount_total, 1350)
        self.assertEqual(order.invoice_ids.payment_state, "paid")
        self.assertCredit(600)
        self.assertPrice(900)
        self._recognise(MARCH)

    def test_a_pack_paid_in_two_payments_is_invoiced_after_the_second(self):
        order = self._cart(self.pack, self.goods, code=None)
        order.write({"require_payment": True, "prepayment_percent": 0.5})
        self._pay_online(order, 750)
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.invoice_ids)
        self._pay_online(order, 750)
        self.assertInvoiced(order.invoice_ids, {self.pack: 1000})
        self.assertCredit(600)
        self.assertInvoiced(self._deliver(order), {self.goods: 500})

    def test_twice_is_once(self):
        order = self._checkout(self.pack, self.goods)
        order.transaction_ids._post_process()
        self.assertEqual(len(order.invoice_ids), 1)
        self.assertCredit(600)

    def test_orders_without_packs_are_left_to_odoo(self):
        self._program()
        order = self._cart(self.other, self.goods)
        order.action_confirm()
        discount = order.order_line.filtered("reward_id")
        self.assertEqual(discount.qty_to_invoice, 1)
        self.assertEqual(order.date_order.date(), date(2026, 3, 31))


@tagged("post_install", "-at_install")
class TestCheckoutPage(ShopCommon, HttpCase):
    """A client who has nothing to pay confirms, and reads the new balance."""

    def test_a_free_order_is_confirmed_and_told(self):
        self.client.write(
            {
                "street": "1 Main Street",
                "city": "Springfield",
                "zip": "12345",
                "country_id": self.env.ref("base.be").id,
                "phone": "+15551234567",
            }
        )
        free = self._pack(600, price=0, is_published=True)
        order = self._web_order((free, None))
        self.authenticate(self.portal_user.login, self.portal_user.login)
        self._get_page("/shop/checkout?try_skip_step=true")
        response = self.url_open(
            "/shop/payment/validate", data={"csrf_token": Request.csrf_token(self)}
        )
        self.assertTrue(response.url.endswith("/shop/confirmation"), response.url)
        self.assertIn("were added", response.text)
        self.assertEqual(order.invoice_ids.payment_state, "paid")
        self.assertEqual(self.client.prepaid_contract_ids.balance, 600)
