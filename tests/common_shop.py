from lxml import html

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import PrepaidCommon


class OnlinePayment:
    """Pays orders as a client does at checkout."""

    def _pay_online(self, order, amount=None):
        provider = self._get_provider()
        transaction = (
            self.env["payment.transaction"]
            .sudo()
            .create(
                {
                    "provider_id": provider.id,
                    "payment_method_id": provider.payment_method_ids[:1].id
                    or self.env.ref("payment.payment_method_unknown").id,
                    "amount": order.amount_total if amount is None else amount,
                    "currency_id": order.currency_id.id,
                    "partner_id": order.partner_id.id,
                    "operation": "online_direct",
                    "sale_order_ids": [Command.set(order.ids)],
                }
            )
        )
        transaction._set_done()
        transaction._post_process()
        return transaction

    def _get_provider(self):
        demo = self.env.ref("payment.payment_provider_demo").sudo()
        return demo.search(
            [("state", "=", "test"), ("company_id", "=", self.company.id)], limit=1
        ) or demo.copy({"company_id": self.company.id, "state": "test"})


class ShopCommon(PrepaidCommon):
    """A shop that sells three packs of one plan, and a client with a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].get_current_website()
        cls.website.company_id = cls.company
        cls.pricelist = cls._shop_pricelist()
        cls.plan.write({"is_published": True, "validity_months": 12})
        cls.pack.is_published = True
        cls.pack_20 = cls._pack(1200, price=1800, is_published=True)
        cls.pack_bonus = cls._pack(
            1800, price=2700, prepaid_bonus_quantity=200, is_published=True
        )
        cls.portal_user = cls._portal("client", cls.client)

    @classmethod
    def _shop_pricelist(cls):
        """Return the one pricelist of the shop, whatever others the database has."""
        cls.env["product.pricelist"].search([]).active = False
        return cls.env["product.pricelist"].create(
            {"name": "Shop", "currency_id": cls.company.currency_id.id}
        )

    @classmethod
    def _portal(cls, login, partner):
        return new_test_user(
            cls.env,
            login=f"prepaid_{login}",
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def _web_order(self, *lines, client=None):
        """Return a cart: lines are pairs of a pack and a contract."""
        order = self._order(client=client, website_id=self.website.id, order_line=[])
        for pack, contract in lines:
            order._cart_add(pack.id, 1, prepaid_contract_id=contract and contract.id)
        return order

    def _get_page(self, url):
        """Return a page's tree, which must be there."""
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200, url)
        return html.fromstring(response.content)

    def _find(self, tree, css_class):
        """Return the nodes of a class."""
        classes = "concat(' ', normalize-space(@class), ' ')"
        return tree.xpath(f".//*[contains({classes}, ' {css_class} ')]")

    def _get_texts(self, nodes):
        return [" ".join(node.text_content().split()) for node in nodes]

    def _get_cards(self, tree):
        """Return {credit: text of the card} of the packs on a page."""
        cards = self._get_texts(self._find(tree, "o_prepaid_pack"))
        return {" ".join(card.split()[:2]): card for card in cards}

    def _get_terms(self, tree):
        return self._get_texts(self._find(tree, "o_prepaid_terms")[0].xpath("./li"))
