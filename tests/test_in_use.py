from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import GROUP, TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestInUse(PrepaidCommon):
    """Who deletes what is in use reads by what, and what to do instead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user(
            "owner",
            f"{GROUP}manager",
            "product.group_product_manager",
            "sales_team.group_sale_salesman_all_leads",
            "project.group_project_manager",
        )

    def _refuse(self, record, *words):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            record.with_user(self.owner).unlink()
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertTrue(record.exists())
        return str(caught.exception)

    def test_a_plan_names_its_contracts_and_packs(self):
        contract = self._contract()
        words = ("Support hours", "Archive it instead", contract.name, "Pack of 600")
        text = self._refuse(self.plan, *words)
        self.assertNotIn("fkey", text)

    def test_many_are_counted(self):
        for number in range(5):
            partner = self.env["res.partner"].create({"name": f"Client {number}"})
            self._contract(client=partner)
        self._refuse(self.plan, "and 2 more")

    def test_a_kind_of_work_names_what_it_is_used_for(self):
        usage_type = self.env["prepaid.usage.type"].create({"name": "By night"})
        self._rate(self.plan, usage_type)
        self.task.usage_type_id = usage_type
        tag = self.env["project.tags"].create(
            {"name": "Night", "usage_type_id": usage_type.id}
        )
        self._refuse(usage_type, "By night", "Archive it instead", tag.name, "Printer")

    def test_a_kind_of_work_of_a_rule_by_the_clock_names_the_rule(self):
        usage_type = self.env["prepaid.usage.type"].create({"name": "By night"})
        self.env["prepaid.rate.window"].create(
            {
                "plan_id": self.plan.id,
                "name": "Evenings",
                "usage_type_ids": usage_type.ids,
            }
        )
        text = self._refuse(usage_type, "Archive it instead", "Evenings")
        self.assertNotIn("prepaid_rate_window", text)

    def test_a_tag_that_says_the_kind_of_work_names_its_tickets(self):
        usage_type = self.env["prepaid.usage.type"].create({"name": "By night"})
        tag = self.env["project.tags"].create(
            {"name": "Night", "usage_type_id": usage_type.id}
        )
        self.task.tag_ids = tag
        self._refuse(tag, "Night", "Take it off", "empty its kind", "Printer")
        tag.usage_type_id = False
        tag.with_user(self.owner).unlink()
        self.assertFalse(self.task.tag_ids)

    def test_a_pack_that_was_sold_names_its_order(self):
        order = self._order()
        for pack in (self.pack, self.pack.product_tmpl_id):
            self._refuse(pack, "Pack of 600", "Archive it instead", order.name)

    def test_a_product_that_prices_work_says_so(self):
        dollar = self.env.ref("base.USD")
        plan = self._plan("Credit", unit="money", currency_id=dollar.id)
        product = self.env["product.product"].create(
            {
                "name": "Hour of work",
                "type": "service",
                "uom_id": self.env.ref("uom.product_uom_hour").id,
            }
        )
        self._rate(plan, product_id=product.id)
        self._refuse(product, "Hour of work", "Prepaid Rate: Credit")

    def test_a_promise_on_a_ticket_is_taken_off_first(self):
        response = self.env["prepaid.response"].create(
            {"plan_id": self.plan.id, "name": "within 2 hours", "hours": 2}
        )
        self._contract()
        self.task.prepaid_response_id = response
        self._refuse(response, "Take it off these first", "Printer on fire")

    def test_a_plan_whose_promise_is_on_a_ticket_names_the_ticket(self):
        plan = self._plan("Bare")
        response = self.env["prepaid.response"].create(
            {"plan_id": plan.id, "name": "within 2 hours", "hours": 2}
        )
        self.task.prepaid_response_id = response
        self._refuse(plan, "Printer on fire")

    def test_who_may_not_read_them_reads_how_many(self):
        other = self.setup_other_company()["company"]
        plan = self._plan("Everywhere", company_id=False)
        partner = self.env["res.partner"].create({"name": "Stranger"})
        contract = self._contract(plan=plan, client=partner, company_id=other.id)
        text = self._refuse(plan, "Prepaid Contract: 1")
        self.assertNotIn(contract.name, text)

    def test_what_nobody_uses_is_deleted(self):
        plan = self._plan("Unused")
        self._rate(plan)
        pack = self._pack(60, plan=self._plan("Other"))
        usage_type = self.env["prepaid.usage.type"].create({"name": "Never"})
        for record in (plan, pack.product_tmpl_id, usage_type):
            record.with_user(self.owner).unlink()
            self.assertFalse(record.exists())
