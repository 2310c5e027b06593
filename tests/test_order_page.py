from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY
from .common_shop import OnlinePayment, ShopCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOrderPage(OnlinePayment, ShopCommon, HttpCase):
    """The client's page of an order says what its packs bring, and when."""

    def _read(self, order):
        return self.url_open(order.get_portal_url()).text

    def test_a_quotation_says_when_its_credit_is_usable(self):
        order = self._order()
        self.assertIn("10 h, usable once paid → a new contract", self._read(order))

    def test_a_paid_order_names_its_contract_and_is_delivered(self):
        order = self._order()
        self._pay_online(order)
        contract = self.env["prepaid.contract"].search(
            [("partner_id", "=", self.client.id)]
        )
        self.assertEqual(contract.balance, 600)
        self.assertIn(f"10 h → {contract.name}", self._read(order))
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(order.action_open_prepaid_contracts()["res_id"], contract.id)

    def test_an_order_of_other_things_says_nothing(self):
        product = self.env["product.product"].create({"name": "Cable"})
        self.assertNotIn("o_prepaid_note", self._read(self._order(pack=product)))

    def test_the_order_on_paper_says_what_its_credit_brings(self):
        order = self._order()
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "sale.report_saleorder", order.ids
        )
        self.assertIn("10 h, usable once paid → a new contract", html.decode())
