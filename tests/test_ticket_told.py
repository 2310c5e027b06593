from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTicketTold(PrepaidCommon):
    """A ticket says one thing about money: what pays for the work, or why nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician.group_ids += cls.env.ref("project.group_project_user")

    def _told(self, user=None, task=None):
        return (task or self.task).with_user(user or self.technician).prepaid_told

    def test_it_names_the_contract_and_what_is_left(self):
        contract = self._contract(600)
        self._log(25)
        told = self._told()
        self.assertEqual(told["contract"], [contract.id, contract.display_name])
        self.assertEqual((told["left"], told["level"]), ("9 h 35 left", "none"))

    def test_a_debt_is_told_as_one(self):
        self.plan.overdraft_policy = "allow"
        self._contract(10)
        self._log(25)
        self.assertEqual(self._told()["left"], "15 min beyond the credit")

    def test_the_client_can_be_asked_before_the_work_where_credit_is_low(self):
        self.plan.overdraft_policy = "consent"
        contract = self._contract(600, low_threshold=60)
        self.assertFalse(self._told()["can_ask"])
        self._log(590)
        self.task.invalidate_recordset(["prepaid_told"])
        self.assertTrue(self._told()["can_ask"])
        self.plan.overdraft_policy = "block"
        self.task.invalidate_recordset(["prepaid_told"])
        self.assertFalse(self._told()["can_ask"])
        self.assertEqual(contract.balance, 10)

    def test_without_contract_the_work_is_not_billed(self):
        told = self._told()
        self.assertEqual(
            (told["title"], told["why"]), ("Not billed", "Azure has no contract")
        )
        self.assertFalse(told["can_sell"] or told["can_choose"])
        self.assertTrue(self._told(self.manager)["can_sell"])

    def test_a_contract_that_is_no_default_can_be_chosen(self):
        contract = self._contract(600, is_default=False)
        told = self._told()
        self.assertEqual(
            (told["title"], told["why"]),
            ("Not billed", "No contract is the customer's default"),
        )
        self.assertTrue(told["can_choose"])
        wizard = self._choose(self.technician, contract)
        self.assertFalse(wizard.is_foreign)
        wizard.action_choose()
        self.assertEqual(self._told()["contract"][0], contract.id)

    def test_what_an_order_bills_is_told_by_its_own_field(self):
        work = {"name": "Work by the hour", "type": "service"}
        order = self._order(self.env["product.product"].create(work))
        order.action_confirm()
        self.task.sale_line_id = order.order_line
        self.assertFalse(self._told())

    def test_a_project_that_bills_nobody_says_nothing(self):
        project = self._project("Garden", self.client, allow_billable=False)
        self.assertFalse(self._told(task=self._task("Hedge", project)))

    def test_a_ticket_without_customer_says_so(self):
        project = self._project("Mail", self.env["res.partner"])
        task = self._task("Spam", project)
        self._contract(600)
        self.assertEqual(self._told(task=task)["why"], "No customer on the ticket")

    # === CHOOSING A CONTRACT === #

    def _choose(self, user, contract):
        action = self.task.with_user(user).action_choose_contract()
        wizards = self.env[action["res_model"]].with_user(user)
        with Form(wizards.with_context(**action["context"])) as form:
            form.contract_id = contract
        return form.record

    def test_technicians_choose_among_the_contracts_of_the_customer(self):
        other = self.env["res.partner"].create({"name": "Deco"})
        foreign = self._contract(600, client=other)
        own = self._contract(600, is_default=False)
        wizard = self._choose(self.technician, own)
        self.assertEqual(wizard.allowed_ids, own)
        wizard.contract_id = foreign
        with self.assertRaises(AccessError):
            wizard.action_choose()

    def test_account_managers_let_another_contract_pay_for_the_customer(self):
        self.user.group_ids += self.env.ref("hr_timesheet.group_hr_timesheet_user")
        self.user.group_ids += self.env.ref("project.group_project_user")
        other = self.env["res.partner"].create({"name": "Deco"})
        foreign = self._contract(600, client=other)
        wizard = self._choose(self.user, foreign)
        self.assertTrue(wizard.is_foreign)
        wizard.action_choose()
        self.assertIn(self.client, foreign.beneficiary_ids)
        self.assertEqual(self._told()["contract"][0], foreign.id)

    def test_closed_contracts_and_those_of_other_companies_are_not_offered(self):
        closed = self._contract(is_default=False, state="closed")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        plan = self._plan("Elsewhere", company_id=company.id)
        away = self._contract(plan=plan, company_id=company.id)
        own = self._contract(600, is_default=False)
        offered = self._choose(self.technician, own).allowed_ids
        self.assertNotIn(closed, offered)
        self.assertNotIn(away, offered)
