from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_clients import ClientsCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWhoseCredit(ClientsCommon):
    """A contract pays for its customer, its sites and whom it names; nobody else."""

    def _site(self, parent, **over):
        site = self._client("Site", parent_id=parent.id, **over)
        return self._task("At the site", self._project("Site", site))

    # === GROUPS === #

    def test_a_group_pays_for_its_sites(self):
        self._log(60, task=self._site(self.client))
        self.assertBalances(540, 600)

    def test_a_group_that_keeps_its_credit_does_not_pay_for_sites(self):
        self.mine.covers_sites = False
        line = self._log(60, task=self._site(self.client))
        self.assertBalances(600, 600)
        self.assertFalse(line.prepaid_contract_id)
        self.assertFalse(line.prepaid_uncovered)

    def test_a_sites_own_contract_comes_before_its_groups(self):
        task = self._site(self.client)
        own = self._contract(600, client=task.partner_id)
        self._log(60, task=task)
        self.assertBalances(600, 600)
        self.assertEqual(own.balance, 540)

    def test_the_nearest_ancestor_that_covers_sites_pays(self):
        region = self._client("Region", parent_id=self.client.id)
        middle = self._contract(600, client=region)
        task = self._site(region)
        self._log(60, task=task)
        self.assertEqual(middle.balance, 540)
        middle.covers_sites = False
        self._log(60, task=self._site(region))
        self.assertBalances(540, 600)

    def test_a_reseller_pays_for_the_clients_it_names(self):
        shop = self._client("Shop")
        self.mine.beneficiary_ids = shop
        self._log(60, task=self._task("Till", self._project("Shop", shop)))
        self.assertBalances(540, 600)

    # === NOBODY ELSE === #

    def test_a_ticket_names_no_contract_of_others(self):
        with self.assertRefused("does not pay for", ValidationError):
            self.task.prepaid_contract_id = self.theirs
        with self.assertRefused("does not pay for", ValidationError):
            self._task("New", prepaid_contract_id=self.theirs.id)

    def test_a_project_names_no_contract_of_others(self):
        with self.assertRefused("does not pay for", ValidationError):
            self.project.prepaid_contract_id = self.theirs

    def test_a_line_names_no_contract_of_others(self):
        with self.assertRefused("does not pay for", ValidationError):
            self._log(60, prepaid_contract_id=self.theirs.id)
        line = self._log(60)
        with self.assertRefused("does not pay for", ValidationError):
            line.prepaid_contract_id = self.theirs
        self.assertBalances(540, 600)

    def test_a_copied_ticket_of_another_customer_drops_the_contract(self):
        self.task.prepaid_contract_id = self.mine
        copy = self.task.copy(
            {"project_id": self.other_project.id, "partner_id": self.other_client.id}
        )
        self._log(60, task=copy)
        self.assertBalances(600, 540)
        self.assertEqual(self.task.copy().prepaid_contract_id, self.mine)

    def test_a_project_copied_for_another_customer_is_theirs(self):
        self.task.prepaid_contract_id = self.mine
        self.project.prepaid_contract_id = self.mine
        sub_task = self._task("Sub", parent_id=self.task.id)
        sub_task.prepaid_contract_id = self.mine
        copy = self.project.copy({"partner_id": self.other_client.id})
        self.assertFalse(copy.prepaid_contract_id)
        self.assertFalse(copy.tasks.prepaid_contract_id)
        for task in copy.tasks:
            self._log(30, task=task)
        self.assertBalances(600, 540)

    def test_a_ticket_from_a_template_drops_a_foreign_contract(self):
        self.task.prepaid_contract_id = self.mine
        self.task.is_template = True
        task = self.task.browse(
            self.task.action_create_from_template(
                {
                    "project_id": self.other_project.id,
                    "partner_id": self.other_client.id,
                }
            )
        )
        self._log(60, task=task)
        self.assertBalances(600, 540)

    def test_a_recurring_ticket_keeps_its_customers_contract(self):
        self.task.write(
            {
                "prepaid_contract_id": self.mine.id,
                "recurring_task": True,
                "repeat_interval": 1,
                "repeat_unit": "month",
                "repeat_type": "forever",
            }
        )
        self.task.state = "1_done"
        following = self.task.recurrence_id.task_ids - self.task
        self.assertEqual(following.prepaid_contract_id, self.mine)
        self._log(60, task=following)
        self.assertBalances(540, 600)

    def test_a_project_handed_to_another_customer_drops_the_contract(self):
        self.project.prepaid_contract_id = self.mine
        self.project.partner_id = self.other_client
        self.assertFalse(self.project.prepaid_contract_id)
        self._log(60, task=self._task("Next"))
        self._log(60)
        self.assertBalances(600, 480)

    def test_closed_tickets_stay_with_who_had_the_project(self):
        self.project.prepaid_contract_id = self.mine
        self._log(60)
        self.task.state = "1_done"
        self.project.partner_id = self.other_client
        self.assertBalances(540, 600)

    # === COMPANIES === #

    def _company(self, **over):
        return self.env["res.company"].create({"name": "Second"} | over)

    def _colleague(self, login, companies):
        user = self._user(login, "hr_timesheet.group_hr_timesheet_user")
        user.write({"company_ids": companies.ids, "company_id": companies[0].id})
        for company in companies:
            self.env["hr.employee"].create(
                {"name": login, "user_id": user.id, "company_id": company.id}
            )
        return user

    def test_the_contract_is_of_the_lines_company_not_the_current_one(self):
        second = self._company()
        self._contract(
            600,
            company_id=second.id,
            plan=self._plan("Second", company_id=second.id),
        )
        user = self._colleague("both", second | self.company)
        ticked = (second | self.company).ids
        lines = self.env["account.analytic.line"].with_user(user)
        line = lines.with_context(allowed_company_ids=ticked).create(
            {
                "name": "Work",
                "project_id": self.project.id,
                "task_id": self.task.id,
                "unit_amount": 1,
                "date": TODAY,
            }
        )
        self.assertEqual(line.prepaid_contract_id, self.mine)
        self.assertBalances(540, 600)

    def test_another_companys_employee_saves_time_on_a_shared_project(self):
        second = self._company()
        user = self._colleague("far", second)
        shared = self._project("Shared", self.client, company_id=False)
        shared.prepaid_contract_id = self.mine
        task = self._task("Ticket", shared)
        line = self._log(60, user=user, task=task)
        self.assertEqual(line.company_id, second)
        self.assertBalances(600, 600)
        self.assertEqual(line.prepaid_uncovered, "company")
        seen = task.with_user(user)
        self.assertFalse(seen.prepaid_covering_id)
        self.assertEqual(seen.prepaid_uncovered, "company")

    def test_a_branch_draws_the_parent_companys_contract(self):
        branch = self._company(name="Branch", parent_id=self.company.id)
        user = self._colleague("branch", branch)
        task = self._task(
            "Ticket", self._project("Shared", self.client, company_id=False)
        )
        line = self._log(60, user=user, task=task)
        self.assertEqual(line.company_id, branch)
        self.assertBalances(540, 600)
        self.assertEqual(task.with_user(user).prepaid_available, 540)

    def test_a_branchs_own_project_names_the_parent_companys_contract(self):
        branch = self._company(name="Branch", parent_id=self.company.id)
        project = self._project("Branch", self.client, company_id=branch.id)
        project.prepaid_contract_id = self.mine
        other = self._project("Other", self.client, company_id=self._company().id)
        with self.assertRefused("Choose a contract of that company", ValidationError):
            other.prepaid_contract_id = self.mine

    def test_a_contract_has_several_beneficiaries_and_lets_them_go(self):
        shops = self._client("One") | self._client("Two")
        self.mine.beneficiary_ids = [Command.set(shops.ids)]
        tasks = [self._task("Till", self._project("Shop", shop)) for shop in shops]
        for task in tasks:
            self._log(60, task=task)
        self.mine.beneficiary_ids = shops[0]
        line = self._log(60, task=tasks[1])
        self.assertFalse(line.prepaid_contract_id)
        self.assertBalances(480, 600)
