from functools import partial
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .common_shop import ShopCommon
from .common_withdrawal import WithdrawalCommon


@tagged("post_install", "-at_install")
class TestWithdrawalTours(WithdrawalCommon, ShopCommon, HttpCase):
    """Withdrawing as people do, by mouse and keyboard."""

    def test_the_link_of_the_mail_withdraws_in_two_steps(self):
        order = self._sell()
        token = order._portal_ensure_token()
        page = f"/my/prepaid/withdraw/{order.id}?access_token={token}"
        self.start_tour(page, "prepaid_link_withdraws")
        self.assertEqual(order.prepaid_withdrawal_ids.person, "Ada Lovelace")

    def test_a_consumer_asks_to_begin_at_checkout(self):
        self.buyer.write(
            {
                "street": "1 rue Haute",
                "city": "Lyon",
                "zip": "69001",
                "phone": "+33412345678",
            }
        )
        user = self._portal("ada", self.buyer)
        order = self._web_order((self.pack, False), client=self.buyer)
        cart = {"sale_order_id": order.id}
        sign_in = partial(self.authenticate, session_extra=cart)
        with patch.object(self, "authenticate", sign_in):
            page = "/shop/payment"
            self.start_tour(page, "prepaid_consumer_begins", login=user.login)
        self.assertEqual(order.sudo().prepaid_begin["person"], self.buyer.name)
        self.assertIn("/shop/prepaid/begin", order.sudo().prepaid_begin["origin"])

    def test_the_manager_reads_it(self):
        order = self._sell(used=150)
        self._withdraw(order)
        action = "sale_timesheet_prepaid.prepaid_withdrawal_action"
        self.start_tour(
            f"/odoo/action-{action}",
            "prepaid_manager_reads_withdrawal",
            login=self.manager.login,
        )
