from odoo.tests import HttpCase, tagged

from .common import PrepaidCommon


@tagged("post_install", "-at_install")
class TestAccountManagerTours(PrepaidCommon, HttpCase):
    """The account manager's screens, in a browser."""

    def test_the_next_pack_for_who_runs_low_takes_five_clicks(self):
        self.env["prepaid.contract"].search([]).state = "closed"
        fine = self._contract(6000, client=self.partner_a)
        contract = self._contract(
            60,
            low_threshold=55,
            refill_product_id=self.pack.id,
            refill_mode="quotation",
        )
        self._log(10)
        self.assertEqual((contract.alert_level, fine.alert_level), ("low", "none"))
        self.start_tour("/odoo", "prepaid_account_manager_day", login=self.user.login)
        self.assertEqual(contract.refill_ids.sale_order_id.state, "sent")

    def test_nothing_found_is_not_nothing_yet(self):
        self._contract(600)
        self.start_tour(
            "/odoo/prepaid-contracts", "prepaid_nothing_found", login=self.user.login
        )

    def test_nothing_yet_says_how_the_first_contract_comes(self):
        self.assertFalse(self.env["prepaid.contract"].with_user(self.user).search([]))
        self.start_tour(
            "/odoo/prepaid-contracts", "prepaid_nothing_yet", login=self.user.login
        )
