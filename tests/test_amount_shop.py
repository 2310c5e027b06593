import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.website_sale.tests.common import MockRequest

from .common import TODAY
from .common_amount import AmountFixtures, plain
from .common_shop import OnlinePayment, ShopCommon


class AmountShopCommon(AmountFixtures, OnlinePayment, ShopCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_pack = cls._open_pack(is_published=True)

    def _cart(self, *amounts, contract=None):
        order = self._web_order()
        for amount in amounts:
            order._cart_add(
                self.open_pack.id,
                1,
                prepaid_amount=amount,
                prepaid_contract_id=contract and contract.id,
            )
        return order


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAmountCart(AmountShopCommon):
    """Amounts in the cart, whoever asks for them."""

    def test_two_amounts_are_two_lines(self):
        order = self._cart(500, 2000, 500)
        self.assertEqual(order.order_line.mapped("prepaid_amount"), [500, 2000])
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [2, 1])
        self.assertEqual(order.amount_total, 3000)

    def test_an_amount_is_changed_in_the_cart(self):
        order = self._cart(500)
        line = order.order_line
        order._cart_update_line_quantity(line.id, 1, prepaid_amount=2000)
        self.assertEqual((line.prepaid_amount, order.amount_total), (2000, 2000))
        self.assertIn("25 h at", line.name)
        with self.assertRefused("in steps of"):
            order._cart_update_line_quantity(line.id, 1, prepaid_amount=510)
        order._cart_update_line_quantity(line.id, 3)
        self.assertEqual(order.amount_total, 6000)

    def test_forged_amounts_are_refused(self):
        order = self._web_order()
        infinite = json.loads("1e309")
        for amount, remedy in (
            (None, "choose one on its page"),
            ("500", "choose one on its page"),
            (True, "choose one on its page"),
            ([500], "choose one on its page"),
            (float("nan"), "choose one on its page"),
            (infinite, "choose one on its page"),
            (10**400, "choose one on its page"),
            (-500, "or more"),
            (0, "or more"),
            (99.99, "or more"),
            (10000.01, "or less"),
            (500.01, "in steps of"),
        ):
            with self.subTest(amount), self.assertRefused(remedy):
                order._cart_add(self.open_pack.id, 1, prepaid_amount=amount)
        self.assertFalse(order.order_line)

    def test_an_amount_changes_no_other_product(self):
        order = self._web_order()
        order._cart_add(self.pack.id, 1, prepaid_amount=1)
        self.assertEqual(order.amount_total, 1000)
        order._cart_update_line_quantity(order.order_line.id, 1, prepaid_amount=1)
        self.assertEqual(order.amount_total, 1000)
        self.assertFalse(order.order_line.prepaid_amount)

    def test_a_posted_price_is_not_taken(self):
        order = self._web_order()
        order._cart_add(
            self.open_pack.id,
            1,
            prepaid_amount=500,
            price_unit=1,
            prepaid_amount_rate=1,
        )
        self.assertEqual(order.amount_total, 500)
        self.assertEqual(order.order_line._get_sold().quantity, 333)

    def test_a_client_writes_no_amount(self):
        order = self._cart(500)
        for vals in ({"prepaid_amount": 2000}, {"prepaid_amount_rate": 1}):
            with self.assertRaises(AccessError):
                order.order_line.with_user(self.portal_user).write(vals)
        seller = self._user("seller", "sales_team.group_sale_manager")
        with self.assertRefused("not written by hand", AccessError):
            order.order_line.with_user(seller).prepaid_amount_rate = 1

    def test_a_table_that_changes_meanwhile_is_told_before_it_is_paid(self):
        order = self._cart(500)
        self.assertTrue(order._is_cart_ready())
        self.open_pack.prepaid_amount_rate_ids[0].price = 100
        self.assertFalse(order._is_cart_ready())
        with self.assertRefused("500.00 buys 5 h at .*100.00", ValidationError):
            order._check_cart_is_ready_to_be_paid()
        with MockRequest(self.env, website=self.website):
            order._recompute_cart()
        self.assertIn("has new terms", order.shop_warning)
        self.assertIn("5 h at $ 100.00", plain(order.order_line.name))
        self.assertTrue(order._is_cart_ready())
        order._check_cart_is_ready_to_be_paid()
        self.assertEqual(order.order_line._get_sold().quantity, 300)

    def test_an_amount_that_is_no_longer_sold_waits_for_another(self):
        order = self._cart(500)
        self.open_pack.prepaid_amount_min = 1000
        order._recompute_prices()
        self.assertIn(
            "not sold for $ 500.00. Enter $ 1,000.00", plain(order.shop_warning)
        )
        self.assertFalse(order._is_cart_ready())
        order._cart_update_line_quantity(order.order_line.id, 1, prepaid_amount=1000)
        self.assertTrue(order._is_cart_ready())

    def test_a_cart_in_another_currency_is_not_paid(self):
        order = self._cart(500)
        euro = self.env.ref("base.EUR")
        euro.active = True
        order.pricelist_id = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        order._recompute_prices()
        self.assertFalse(order._is_cart_ready())
        self.assertIn("sold in USD, not in EUR", order.shop_warning)

    def test_what_is_sold_along_is_proposed_for_its_smallest_amount(self):
        order = self._web_order((self.pack, None))
        order._cart_add(
            self.open_pack.id,
            1,
            linked_line_id=order.order_line.id,
            prepaid_amount=2000,
        )
        self.assertEqual(order.order_line[1].prepaid_amount, 100)

    def test_an_amount_paid_online_is_granted_to_its_contract(self):
        contract = self._contract(60)
        order = self._cart(500, contract=contract)
        self._pay_online(order)
        self.assertEqual(order.state, "sale")
        self.assertEqual(contract.balance, 393)
        self.assertEqual(order.invoice_ids.amount_total, 500)
        self.assertFalse(contract._check_integrity())


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAmountPages(AmountShopCommon, HttpCase):
    """What visitors see and send."""

    def _ask(self, route, **params):
        response = self.url_open(
            route,
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def _tell(self, amount, pack=None):
        template = (pack or self.open_pack).product_tmpl_id
        return self._ask(
            "/shop/prepaid/amount", template_id=template.id, amount=amount
        )["result"]

    def test_the_page_asks_for_an_amount(self):
        page = self._get_page(self.open_pack.website_url)
        field = page.xpath("//input[contains(@class, 'o_prepaid_amount_input')]")
        self.assertEqual(len(field), 1)
        attributes = field[0].attrib
        self.assertEqual(
            (attributes["min"], attributes["max"], attributes["step"]),
            ("100.00", "10000.00", "50.00"),
        )
        buttons = self._find(page, "o_prepaid_amount_suggestion")
        self.assertEqual(self._get_texts(buttons), ["$ 100.00", "$ 2,000.00"])
        text = self._get_texts(self._find(page, "o_prepaid_amount_text"))
        self.assertEqual(text, ["= 1 h 07 at $ 90.00 an hour"])
        self.assertEqual(list(self._get_cards(page)), ["10 h", "20 h", "30 h"])

    def test_the_visitor_is_told_what_an_amount_buys(self):
        self.assertEqual(plain(self._tell(500)["text"]), "= 5 h 33 at $ 90.00 an hour")
        self.assertEqual(plain(self._tell(2000)["text"]), "= 25 h at $ 80.00 an hour")
        self.assertIn("or more", self._tell(50)["error"])
        for forged in ("500", None, [1], {}, True):
            self.assertEqual(self._tell(forged), {"text": "", "error": ""})
        self.assertEqual(self._tell(500, self.pack), {"text": "", "error": ""})
        self.open_pack.is_published = False
        self.assertEqual(self._tell(500), {"text": "", "error": ""})

    def test_the_visitor_is_told_the_taxes(self):
        self.open_pack.taxes_id = self._tax(20)
        self.website.show_line_subtotals_tax_selection = "tax_included"
        self.assertIn("· $ 600.00 with taxes", plain(self._tell(500)["text"]))
        self.website.show_line_subtotals_tax_selection = "tax_excluded"
        self.assertNotIn("taxes", self._tell(500)["text"])
        self.open_pack.taxes_id = self._tax(25, included=True)
        self.assertIn("· $ 400.00 without taxes", plain(self._tell(500)["text"]))

    def test_cards_ask_for_an_amount_too(self):
        cards = self._get_cards(self._get_page(self.plan.website_url))
        self.assertEqual(list(cards), ["10 h", "20 h", "30 h", "Any amount"])
        self.assertIn("From $ 100.00 $ 90.00 an hour", cards["Any amount"])
        contract = self._contract(90)
        self.authenticate(self.portal_user.login, self.portal_user.login)
        page = self._get_page(f"/my/prepaid/{contract.id}/top-up")
        self.assertEqual(len(self._find(page, "o_prepaid_amount")), 1)

    def test_the_shop_puts_no_unknown_amount_into_the_cart(self):
        tree = self._get_page(f"/shop?search={self.open_pack.name}")
        self.assertFalse(
            tree.xpath(
                f"//form[.//input[@name='product_id'][@value='{self.open_pack.id}']]"
                "//button[contains(@class, 'a-submit')]"
            )
        )
        pack = {
            "product_template_id": self.open_pack.product_tmpl_id.id,
            "product_id": self.open_pack.id,
        }
        self.authenticate(self.portal_user.login, self.portal_user.login)
        answer = self._ask("/shop/cart/add", **pack)
        self.assertIn("choose one on its page", answer["error"]["data"]["message"])
        answer = self._ask("/shop/cart/add", **pack, prepaid_amount=500)
        self.assertEqual(answer["result"]["cart_quantity"], 1)
        page = self._get_page("/shop/cart")
        field = page.xpath("//input[contains(@class, 'o_prepaid_amount_input')]")
        self.assertEqual(field[0].attrib["value"], "500.00")
        self.assertIn("5 h 33 at $ 90.00 an hour", plain(page.text_content()))

    def test_an_order_is_ordered_again_for_the_same_amounts(self):
        order = self._cart(500, 2000)
        order._cart_add(self.pack.id, 1)
        order.action_confirm()
        self.authenticate(self.portal_user.login, self.portal_user.login)
        answer = self._ask("/my/orders/reorder", order_id=order.id)
        self.assertEqual(answer["result"]["cart_quantity"], 3)
        cart = self.env["sale.order"].search(
            [("partner_id", "=", self.client.id), ("state", "=", "draft")], limit=1
        )
        self.assertEqual(
            sorted(cart.order_line.mapped("prepaid_amount")), [0, 500, 2000]
        )
        self.assertEqual(cart.amount_total, 3500)

    def test_nobody_orders_anothers_order_again(self):
        order = self._cart(500)
        order.action_confirm()
        stranger = self._portal(
            "stranger", self.env["res.partner"].create({"name": "Bob"})
        )
        self.authenticate(stranger.login, stranger.login)
        self._ask("/my/orders/reorder", order_id=order.id)
        self.assertFalse(
            self.env["sale.order"]
            .search([("partner_id", "=", stranger.partner_id.id)])
            .order_line
        )
