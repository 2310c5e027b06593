from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAccountManager(PrepaidCommon):
    """What account managers are given, and what they and their clients are told."""

    def test_a_pace_is_told_from_the_fourteenth_day_after_the_first_work(self):
        contract = self._contract()
        self._grant(contract, 600, date=date(2026, 1, 5))
        self._log(50, day=date(2026, 3, 3))
        burn_down = contract._get_burn_down()
        self.assertFalse(burn_down["monthly_use"])
        self.assertFalse(burn_down["run_out"])
        self.assertEqual(burn_down["forecast"].state, "gathering")
        self._log(50, day=date(2026, 3, 2))
        self.assertTrue(contract._get_burn_down()["run_out"])

    # === WHO LOOKS AFTER A SOLD CONTRACT === #

    def _get_manager(self):
        visitor = self.env.ref("base.public_user")
        Contract = self.env["prepaid.contract"].with_user(visitor).sudo()
        return Contract._get_account_manager(self.client, self.company)

    def test_a_contract_of_the_shop_is_looked_after_by_the_nearest(self):
        website = self.env["website"].search([("company_id", "=", self.company.id)])
        website.salesperson_id = website.salesteam_id = False
        self.client.user_id = False
        self.assertFalse(self._get_manager())
        self.company.prepaid_user_id = self.user
        self.assertEqual(self._get_manager(), self.user)
        self.client.user_id = self.manager
        self.assertEqual(self._get_manager(), self.manager)

    def test_who_left_looks_after_nothing(self):
        website = self.env["website"].search([("company_id", "=", self.company.id)])
        website.salesperson_id = website.salesteam_id = False
        self.company.prepaid_user_id = self.user
        self.client.user_id = self.manager
        self.manager.active = False
        self.assertEqual(self._get_manager(), self.user)

    # === WORDS AND FILTERS === #

    def test_a_contract_that_never_had_credit_has_not_used_it_up(self):
        contract = self._contract()
        self.assertEqual(contract._get_live_balance()["colour"], "info")
        self._grant(contract, 60)
        self._log(60)
        self.assertEqual(contract._get_live_balance()["colour"], "danger")

    def test_the_search_finds_the_number_the_client_and_the_plan(self):
        contract = self._contract(600)
        Contract = self.env["prepaid.contract"].with_user(self.user)
        view = Contract.get_view(view_type="search")
        self.assertIn("needs_attention", view["arch"])
        for words in (contract.name, self.client.name, self.plan.name):
            domain = [
                "|",
                "|",
                ("name", "ilike", words),
                ("partner_id", "ilike", words),
                ("plan_id", "ilike", words),
            ]
            self.assertIn(contract, Contract.search(domain))

    def test_a_contract_is_found_by_its_client_wherever_it_is_chosen(self):
        contract = self._contract(600)
        Contract = self.env["prepaid.contract"].with_user(self.user)
        for words in (contract.name, "Azure", "Support hours"):
            found = [id_ for id_, _name in Contract.name_search(words)]
            self.assertIn(contract.id, found)
