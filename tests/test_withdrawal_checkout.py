from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY
from .common_shop import ShopCommon
from .common_withdrawal import WithdrawalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWithdrawalCheckout(WithdrawalCommon, ShopCommon, HttpCase):
    """The box on the payment page: begin before I can no longer withdraw."""

    def _fill_cart(self, buyer, login):
        buyer.write({"street": "1", "city": "X", "zip": "69001", "phone": "+33412345"})
        user = self._portal(login, buyer)
        order = self._web_order((self.pack, False), client=buyer)
        self.env.flush_all()
        cart = {"sale_order_id": order.id}
        self.authenticate(user.login, user.login, session_extra=cart)
        return order

    def _tick(self, order, begin):
        data = {"begin": begin, "csrf_token": Request.csrf_token(self)}
        self.url_open("/shop/prepaid/begin", data)
        self.env.invalidate_all()
        return order.sudo().prepaid_begin

    def test_a_consumer_ticks_it_and_takes_it_back(self):
        order = self._fill_cart(self.buyer, "ada")
        [box] = self._find(self._get_page("/shop/payment"), "o_prepaid_begin")
        self.assertFalse(box.xpath(".//input[@type='checkbox' and @checked]"))
        self.assertIn("14 days", box.text_content())
        begin = self._tick(order, "1")
        self.assertEqual((begin["person"], begin["lang"]), (self.buyer.name, "en_US"))
        self.assertIn("14 days", begin["text"])
        [box] = self._find(self._get_page("/shop/payment"), "o_prepaid_begin")
        self.assertTrue(box.xpath(".//input[@type='checkbox' and @checked]"))
        self.assertFalse(self._tick(order, ""))

    def test_a_business_is_not_asked(self):
        business = self._buyer("Shop", is_company=True)
        order = self._fill_cart(business, "shop")
        page = self._get_page("/shop/payment")
        self.assertFalse(self._find(page, "o_prepaid_begin"))
        self.assertFalse(self._tick(order, "1"))
