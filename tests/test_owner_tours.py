from odoo.tests import HttpCase, tagged

from .common import GROUP, PrepaidCommon


@tagged("post_install", "-at_install")
class TestOwnerTours(PrepaidCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user(
            "owner",
            f"{GROUP}manager",
            "product.group_product_manager",
            "sales_team.group_sale_salesman",
        )

    def test_from_sign_in_to_packs_in_the_shop(self):
        plans = self.env["prepaid.plan"].sudo()
        plans.search([]).action_archive()
        self.env["website"].get_current_website().company_id = self.company
        self.start_tour("/odoo", "prepaid_setup", login=self.owner.login)
        plan = plans.search([("company_id", "=", self.company.id)])
        self.assertTrue(plan.is_published)
        self.assertEqual(plan.pack_ids.mapped("is_published"), [True] * 3)

    def test_a_pack_is_added_on_its_plan_and_published(self):
        self.plan.is_published = True
        self.pack.is_published = True
        self.start_tour(
            f"/odoo/prepaid.plan/{self.plan.id}",
            "prepaid_packs_on_plan",
            login=self.owner.login,
        )
        self.assertEqual(self.plan.pack_ids.mapped("is_published"), [True, True])
