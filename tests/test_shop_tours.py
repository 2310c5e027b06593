from odoo.tests import HttpCase, tagged

from .common_shop import ShopCommon


@tagged("post_install", "-at_install")
class TestShopTours(ShopCommon, HttpCase):
    """Buying as people do, paid with Odoo's demo provider."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["payment.provider"].sudo().search([]).state = "disabled"
        demo = cls.env.ref("payment.payment_provider_demo").sudo()
        demo = demo.copy({"company_id": cls.company.id, "state": "disabled"})
        # Enabling it brings its payment methods.
        demo.write({"state": "test", "is_published": True})

    def test_a_visitor_puts_a_pack_in_the_cart(self):
        self.start_tour(self.plan.website_url, "prepaid_visitor")

    def test_a_new_customer_buys_and_gets_an_account(self):
        self.start_tour(self.plan.website_url, "prepaid_guest_buys")
        user = self.env["res.users"].search([("login", "=", "ann.guest@example.com")])
        self.assertTrue(user._is_portal())
        self.assertEqual(user.partner_id.prepaid_contract_ids.balance, 600)

    def test_a_new_customer_lets_the_card_be_charged_again(self):
        self.start_tour(self.plan.website_url, "prepaid_guest_opts_in")
        user = self.env["res.users"].search([("login", "=", "ann.guest@example.com")])
        contract_sudo = user.partner_id.prepaid_contract_ids.sudo()
        consent = contract_sudo._get_consent()
        self.assertEqual(consent.partner_id, user.partner_id)
        self.assertEqual(consent.token_id.payment_details, "4242")
        self.assertFalse(contract_sudo.charge_blocker)

    def test_a_client_tops_up_a_contract(self):
        self.client.write(
            {
                "street": "1 Main Street",
                "city": "Springfield",
                "zip": "12345",
                "country_id": self.env.ref("base.be").id,
                "phone": "+15551234567",
            }
        )
        self._contract(60)
        branch = self._contract(90, is_default=False)
        self.start_tour(
            f"/my/prepaid/{branch.id}/top-up",
            "prepaid_client_tops_up",
            login=self.portal_user.login,
        )
        self.assertEqual(branch.balance, 690)
