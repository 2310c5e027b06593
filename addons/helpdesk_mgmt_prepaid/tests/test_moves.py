from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMoves(HelpdeskCommon):
    """Time follows its ticket, by reversal and new draw."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)
        cls.brioche = cls._other_client()
        cls.theirs = cls._contract(600, client=cls.brioche)

    def test_the_customer_put_right_takes_the_time_along(self):
        line = self._log_on(self.ticket, 30)
        self.ticket.with_user(self.technician).partner_id = self.brioche
        self.assertEqual(line.sudo().prepaid_contract_id, self.theirs)
        self.assertEqual((self.contract.balance, self.theirs.balance), (600, 570))
        note = self.ticket.message_ids[0].body
        self.assertIn("30 min of work went from", note)
        self.assertIn(self.theirs.name, note)

    def test_moved_twice_and_back_is_as_never_moved(self):
        self._log_on(self.ticket, 30)
        self.ticket.partner_id = self.brioche
        self.ticket.partner_id = self.client
        self.assertEqual((self.contract.balance, self.theirs.balance), (570, 600))

    def test_time_follows_to_another_project(self):
        line = self._log_on(self.ticket, 30)
        internal = self._project("Warranty", self.client, prepaid_opt_out=True)
        self.ticket.with_user(self.technician).project_id = internal
        self.assertEqual(line.project_id, internal)
        self.assertFalse(line.sudo().prepaid_contract_id)
        self.assertEqual(line.prepaid_uncovered, "opt_out")
        self.assertEqual(self.contract.balance, 600)
        self.assertIn("no contract", self.ticket.message_ids[0].body)

    def test_time_follows_to_the_task_of_the_ticket_and_its_contract(self):
        line = self._log_on(self.ticket, 30)
        other = self._contract(100, is_default=False)
        task = self._task("Rollout", self.shared, partner_id=self.client.id)
        task.prepaid_contract_id = other
        self.ticket.task_id = task
        self.assertEqual(line.task_id, task)
        self.assertEqual(line.sudo().prepaid_contract_id, other)
        self.assertEqual((self.contract.balance, other.balance), (600, 70))
        self.ticket.task_id = False
        self.assertFalse(line.task_id)
        self.assertEqual((self.contract.balance, other.balance), (570, 100))

    def test_a_ticket_without_customer_follows_its_tasks(self):
        task = self._task("Rollout", self.shared, partner_id=self.client.id)
        ticket = self._ticket("Any", self.env["res.partner"], task_id=task.id)
        line = self._log_on(ticket, 30)
        self.assertEqual(self.contract.balance, 570)
        task.partner_id = self.brioche
        self.assertEqual(line.sudo().prepaid_contract_id, self.theirs)

    def test_a_ticket_with_time_keeps_a_project(self):
        self._log_on(self.ticket, 30)
        with self.assertRefused("needs a project"):
            self.ticket.project_id = False

    def test_a_chosen_contract_stays_if_it_may(self):
        other = self._contract(100, is_default=False)
        line = self._log_on(self.ticket, 30, prepaid_contract_id=other.id)
        self.ticket.project_id = self._project("Own", self.client)
        self.assertEqual(line.sudo().prepaid_contract_id, other)
        self.ticket.partner_id = self.brioche
        self.assertEqual(line.sudo().prepaid_contract_id, self.theirs)

    def test_a_contract_that_the_ticket_names_is_dropped_with_its_customer(self):
        self.ticket.prepaid_contract_id = self.contract
        self.ticket.partner_id = self.brioche
        self.assertFalse(self.ticket.prepaid_contract_id)
        self.assertEqual(self.ticket.prepaid_covering_id, self.theirs)

    def test_a_line_goes_to_another_ticket_and_its_customer(self):
        line = self._log_on(self.ticket, 30)
        project = self._project("Brioche only", self.brioche)
        other = self._ticket("Oven", self.brioche, project_id=project.id)
        line.ticket_id = other
        self.assertEqual(line.project_id, project)
        self.assertEqual(line.sudo().prepaid_contract_id, self.theirs)
        self.assertEqual(self.contract.balance, 600)

    def test_a_line_taken_off_its_ticket_is_the_projects(self):
        line = self._log_on(self.ticket, 30)
        line.ticket_id = False
        self.assertFalse(line.sudo().prepaid_contract_id)
        self.assertEqual(line.prepaid_uncovered, "no_customer")

    def test_open_tickets_follow_their_project_to_a_new_customer(self):
        project = self._project("Own", self.client)
        ticket = self._ticket("Oven", self.client, project_id=project.id)
        line = self._log_on(ticket, 30)
        project.partner_id = self.brioche
        self.assertEqual(ticket.partner_id, self.brioche)
        self.assertEqual(line.sudo().prepaid_contract_id, self.theirs)

    def test_merged_customers_keep_their_time(self):
        self._log_on(self.ticket, 30)
        twin = self.env["res.partner"].create({"name": "Azure", "is_company": True})
        self.ticket.partner_id = self.client
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.client | twin).ids, self.client)
        self.assertEqual(self.contract.balance, 570)

    def test_a_copy_keeps_no_time_and_only_a_contract_that_pays(self):
        self._log_on(self.ticket, 30)
        self.ticket.prepaid_contract_id = self.contract
        copy = self.ticket.copy()
        self.assertFalse(copy.timesheet_ids)
        self.assertEqual(copy.prepaid_contract_id, self.contract)
        copy = self.ticket.copy({"partner_id": self.brioche.id})
        self.assertFalse(copy.prepaid_contract_id)

    def test_a_client_without_contract_gets_none_of_the_credit(self):
        line = self._log_on(self.ticket, 30)
        for partner in (self.env["res.partner"].create({"name": "New"}), False):
            self.ticket.partner_id = partner
            self.assertFalse(line.sudo().prepaid_contract_id)
            self.assertEqual(self.contract.balance, 600)
        self.ticket.partner_id = self.client
        self.assertEqual(self.contract.balance, 570)

    def test_another_team_leaves_the_time_where_it_is(self):
        line = self._log_on(self.ticket, 30)
        other = self.team.copy({"name": "Field"})
        other.default_project_id = self._project("Field", self.env["res.partner"])
        self.ticket.team_id = other
        self.assertEqual((self.ticket.project_id, line.project_id), (self.shared,) * 2)
        self.assertDrawn(line, 30)

    def test_a_project_of_another_company_takes_no_time_of_the_ticket(self):
        far = self.env["res.company"].create({"name": "Far"})
        project = self.env["project.project"].create(
            {"name": "Far", "company_id": far.id, "allow_timesheets": True}
        )
        self.technician.company_ids += far
        with self.assertRefused("is of another company"):
            self._log_on(self.ticket, 30, project_id=project.id)
        line = self._log_on(self.ticket, 30)
        with self.assertRefused("is of another company"):
            line.project_id = project
        self.assertDrawn(line, 30)

    def test_a_ticket_that_is_archived_keeps_its_time(self):
        line = self._log_on(self.ticket, 30)
        self.ticket.active = False
        line.unit_amount = 1
        self.assertDrawn(line, 60)
