from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPayerOrders(PortalCommon):
    """Odoo's own pages tell a customer no price of an order that another pays."""

    def setUp(self):
        super().setUp()
        self.holding = self.env["res.partner"].create({"name": "Holding"})

    def url_open(self, *args, timeout=60, **kwargs):
        """Override: busy machines take their time."""
        return super().url_open(*args, timeout=timeout, **kwargs)

    def _sell_to(self, payer, **over):
        order = self._order(partner_invoice_id=payer.id, **over)
        order.action_confirm()
        return order

    def _reads(self, user, order):
        orders = self.env["sale.order"].with_user(user)
        lines = self.env["sale.order.line"].with_user(user)
        return (
            bool(orders.search([("id", "=", order.id)])),
            bool(lines.search([("order_id", "=", order.id)])),
        )

    def test_what_another_pays_is_on_no_page_of_the_customer(self):
        order = self._sell_to(self.holding, prepaid_contract_id=self.contract.id)
        self.assertEqual(self._reads(self.ann, order), (False, False))
        self.assertEqual(self._reads(self.env.user, order), (True, True))
        self._as(self.ann)
        self.assertNotIn(order.name, self._get("/my/orders").text)
        page = self._get(f"/my/orders/{order.id}")
        self.assertEqual(page.status_code, 303)

    def test_what_the_customer_pays_stays(self):
        contact = self.env["res.partner"].create(
            {"name": "Invoices", "parent_id": self.client.id, "type": "invoice"}
        )
        for payer in (self.client, contact):
            order = self._sell_to(payer, prepaid_contract_id=self.contract.id)
            self.assertEqual(self._reads(self.ann, order), (True, True))
        self._as(self.ann)
        self.assertIn(order.name, self._get("/my/orders").text)

    def test_orders_of_no_contract_are_as_odoo_shows_them(self):
        order = self._sell_to(self.holding)
        order.prepaid_contract_id = False
        self.assertEqual(self._reads(self.ann, order), (True, True))
