from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_clients import ClientsCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTicketMoves(ClientsCommon):
    """A correction of a ticket carries its time along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician.group_ids += cls.env.ref("project.group_project_user")

    def _move(self, task, **vals):
        """Change a ticket as a technician who may."""
        task.with_user(self.technician).write(vals)
        self.env.flush_all()

    def test_the_customer_put_right_takes_the_time_along(self):
        line = self._log(120)
        self._move(self.task, partner_id=self.other_client.id)
        self.assertBalances(600, 480)
        self.assertEqual(line.prepaid_contract_id, self.theirs)
        notes = "".join(self.task.message_ids.mapped("body"))
        self.assertIn(
            f"2 h of work went from {self.mine.name} to {self.theirs.name}", notes
        )

    def test_the_wrong_client_reads_nothing_of_the_ticket(self):
        line = self._log(120, name="Divorce papers")
        self._move(self.task, partner_id=self.other_client.id, name="Secret")
        told = line.sudo().prepaid_entry_ids.sorted("id")._get_client_lines()
        of_mine = [told[0], told[1]]
        for row in of_mine:
            text = f"{row['name']} {row['ticket']} {row['staff']}"
            self.assertNotIn("Divorce", text)
            self.assertNotIn("Secret", text)
            self.assertNotIn(self.technician.name, text)
        self.assertEqual(told[2]["name"], "Divorce papers")

    def test_a_ticket_moved_out_of_triage_is_drawn(self):
        triage = self._project("Triage", self.client, prepaid_opt_out=True)
        task = self._task("Ticket", triage)
        line = self._log(60, task=task)
        self.assertEqual(line.prepaid_uncovered, "opt_out")
        self._move(task, project_id=self.project.id)
        self.assertBalances(540, 600)
        self.assertFalse(line.prepaid_uncovered)

    def test_a_ticket_moved_into_an_opted_out_project_gives_back(self):
        self._log(60)
        line = self.task.timesheet_ids
        fixed = self._project("Fixed", self.client, prepaid_opt_out=True)
        self._move(self.task, project_id=fixed.id)
        self.assertBalances(600, 600)
        self.assertEqual(line.prepaid_uncovered, "opt_out")

    def test_moving_to_another_clients_project_alone_moves_the_project_only(self):
        self._log(60)
        self._move(self.task, project_id=self.other_project.id)
        self.assertEqual(self.task.partner_id, self.client)
        self.assertBalances(540, 600)

    def test_a_chosen_contract_stays_if_it_may(self):
        special = self._contract(600, is_default=False)
        line = self._log(60, prepaid_contract_id=special.id)
        self.assertTrue(line.is_prepaid_contract_chosen)
        self._move(self.task, project_id=self._project("Other", self.client).id)
        self.assertEqual(special.balance, 540)
        self._move(self.task, partner_id=self.other_client.id)
        self.assertEqual(special.balance, 600)
        self.assertBalances(600, 540)

    def test_no_contract_chosen_by_hand_stays_none(self):
        line = self._log(60)
        line.prepaid_contract_id = False
        self._move(self.task, project_id=self._project("Other", self.client).id)
        self.assertBalances(600, 600)
        self.assertEqual(line.prepaid_uncovered, "chosen")

    def test_choosing_what_the_ticket_gives_is_no_choice(self):
        line = self._log(60, prepaid_contract_id=self.mine.id)
        self.assertFalse(line.is_prepaid_contract_chosen)

    def test_a_contract_of_a_ticket_that_moves_is_dropped(self):
        self.task.prepaid_contract_id = self.mine
        self._log(60)
        self._move(self.task, partner_id=self.other_client.id)
        self.assertFalse(self.task.prepaid_contract_id)
        self.assertBalances(600, 540)

    def test_sub_tasks_without_a_customer_of_their_own_follow(self):
        sub_task = self._task("Sub", parent_id=self.task.id)
        self._log(60, task=sub_task)
        (self.task | sub_task).write({"partner_id": self.other_client.id})
        self.assertBalances(600, 540)

    def test_work_on_the_project_itself_follows_its_customer(self):
        self.env["account.analytic.line"].with_user(self.technician).create(
            {
                "name": "Visit",
                "project_id": self.project.id,
                "unit_amount": 1,
                "date": TODAY,
            }
        )
        self.assertBalances(540, 600)
        self.project.partner_id = self.other_client
        self.assertBalances(600, 540)

    def test_moving_there_and_back_is_as_never_moved(self):
        line = self._log(60)
        for client in (self.other_client, self.client):
            self._move(self.task, partner_id=client.id)
        self.assertBalances(540, 600)
        self.assertEqual(line.metered_minutes, 60)

    # === USAGE TYPE AND CHARGE === #

    def _usage(self, name, charge):
        return self.env["prepaid.usage.type"].create({"name": name, "charge": charge})

    def test_included_work_moved_to_billable_support_is_drawn(self):
        included = self._usage("Monitoring", "included")
        support = self._usage("Support", "billable")
        free = self._task("Watch", usage_type_id=included.id)
        paid = self._task("Support", usage_type_id=support.id)
        line = self._log(60, task=free)
        self.assertBalances(600, 600)
        line.with_user(self.technician).task_id = paid
        self.assertEqual(
            (line.usage_type_id, line.prepaid_charge), (support, "billable")
        )
        self.assertBalances(540, 600)

    def test_a_ticket_moved_between_projects_takes_their_usage_type(self):
        included = self._usage("Monitoring", "included")
        watch = self._project("Watch", self.client, usage_type_id=included.id)
        task = self._task("Ticket", watch)
        self._log(60, task=task)
        self.assertBalances(600, 600)
        self._move(task, project_id=self.project.id)
        self.assertBalances(540, 600)

    def test_chosen_type_and_charge_stay(self):
        phone = self._usage("Phone", "billable")
        included = self._usage("Monitoring", "included")
        paid = self._task("Support")
        free = self._task("Watch", usage_type_id=included.id)
        chosen = self._log(60, task=paid, usage_type_id=phone.id)
        offered = self._log(60, task=paid, prepaid_charge="goodwill")
        self.assertTrue(chosen.is_usage_type_chosen)
        self.assertFalse(offered.is_usage_type_chosen)
        for line in chosen | offered:
            line.with_user(self.technician).task_id = free
        self.assertEqual(
            (chosen.usage_type_id, offered.prepaid_charge), (phone, "goodwill")
        )
        self.assertBalances(540, 600)
