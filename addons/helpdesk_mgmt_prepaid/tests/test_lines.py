from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLines(HelpdeskCommon):
    """Time on a ticket is drawn for the ticket's customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)

    def test_time_in_the_shared_project_is_drawn_for_the_tickets_customer(self):
        line = self._log_on(self.ticket, 30)
        self.assertEqual(line.project_id, self.shared)
        self.assertFalse(line.task_id)
        self.assertEqual(line.partner_id, self.client)
        self.assertEqual(line.sudo().prepaid_contract_id, self.contract)
        self.assertDrawn(line, 30)
        self.assertEqual(self.ticket.total_hours, 0.5)

    def test_time_of_a_contact_is_drawn_for_the_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.client.id}
        )
        line = self._log_on(self._ticket("Mail", contact), 15)
        self.assertEqual(line.sudo().prepaid_contract_id, self.contract)

    def test_the_contract_of_the_ticket_comes_before_that_of_the_project(self):
        others = [self._contract(100, is_default=False) for _number in range(2)]
        project = self._project("Own", self.client)
        project.prepaid_contract_id = others[0]
        self.ticket.project_id = project
        line = self._log_on(self.ticket, 10)
        self.assertEqual(line.sudo().prepaid_contract_id, others[0])
        self.ticket.prepaid_contract_id = others[1]
        line = self._log_on(self.ticket, 10)
        self.assertEqual(line.sudo().prepaid_contract_id, others[1])

    def test_the_contract_of_the_line_comes_first(self):
        other = self._contract(100, is_default=False)
        line = self._log_on(self.ticket, 10, prepaid_contract_id=other.id)
        self.assertEqual(line.sudo().prepaid_contract_id, other)

    def test_the_task_of_a_ticket_gives_contract_and_customer(self):
        other = self._contract(100, is_default=False)
        task = self._task("Rollout", self.shared, partner_id=self.client.id)
        task.prepaid_contract_id = other
        ticket = self._ticket("No name", self.env["res.partner"], task_id=task.id)
        self.assertEqual(ticket.prepaid_covering_id, other)
        line = self._log_on(ticket, 10)
        self.assertEqual(line.task_id, task)
        self.assertEqual(line.sudo().prepaid_contract_id, other)

    def test_the_ticket_counts_before_its_task(self):
        brioche = self._other_client()
        theirs = self._contract(100, client=brioche)
        task = self._task("Rollout", self.shared, partner_id=self.client.id)
        ticket = self._ticket("Theirs", brioche, task_id=task.id)
        line = self._log_on(ticket, 10)
        self.assertEqual(line.sudo().prepaid_contract_id, theirs)
        self.assertEqual(line.partner_id, brioche)

    def test_a_contract_of_another_customer_is_refused(self):
        theirs = self._contract(100, client=self._other_client())
        with self.assertRefused("Brioche"):
            self.ticket.prepaid_contract_id = theirs

    def test_uncovered_time_says_why(self):
        self.contract.sudo().action_suspend()
        line = self._log_on(self.ticket, 10)
        self.assertEqual(line.prepaid_uncovered, "suspended")
        nobody = self._ticket("Who is it", self.env["res.partner"])
        self.assertEqual(self._log_on(nobody, 10).prepaid_uncovered, "no_customer")

    def test_a_ticket_without_project_names_the_remedy(self):
        ticket = self._ticket("Nowhere", self.client, team_id=False)
        with self.assertRefused("Choose the project of the ticket"):
            self._log_on(ticket, 10)
        with self.assertRefused("Choose the project of the ticket"):
            ticket.with_user(self.technician).quick_log("10m mail")

    def test_a_project_that_takes_no_time_is_named(self):
        self.shared.allow_timesheets = False
        with self.assertRefused("All clients is archived or takes no timesheets"):
            self._log_on(self.ticket, 10)
        with self.assertRefused("All clients is archived or takes no timesheets"):
            self.ticket.with_user(self.technician).quick_log("10m mail")

    def test_a_change_of_the_time_draws_the_difference(self):
        line = self._log_on(self.ticket, 30)
        line.unit_amount = 0.75
        self.assertDrawn(line, 45)
        line.unlink()
        self.assertEqual(self.contract.balance, 600)

    def test_the_quick_log_tells_and_logs_what_it_draws(self):
        ticket = self.ticket.with_user(self.technician)
        told = ticket.preview_quick_log("12m phone reset password")
        self.assertEqual(told["minutes"], 12)
        self.assertIn("draws 12 min", told["effect"])
        logged = ticket.quick_log("12m phone reset password", (), "key")
        again = ticket.quick_log("12m phone reset password", (), "key")
        self.assertEqual(logged["timesheet_id"], again["timesheet_id"])
        self.assertEqual(self.ticket.timesheet_ids.id, logged["timesheet_id"])
        self.assertEqual(self.contract.balance, 588)

    def test_a_clients_message_is_classified_once(self):
        message = self.ticket.message_post(
            body="How do I scan?",
            author_id=self.client.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        ticket = self.ticket.with_user(self.technician)
        self.assertEqual(ticket.get_classified_messages(), {message.id: False})
        ticket.classify_message(message.id, "expertise")
        ticket.classify_message(message.id, "coordination")
        line = self.ticket.timesheet_ids
        self.assertEqual(line.prepaid_message_id, message)
        self.assertEqual(line.prepaid_charge, "included")

    def test_a_ticket_with_time_is_not_deleted(self):
        self._log_on(self.ticket, 10)
        with self.assertRefused("Time is logged on .*Scanner is dark", UserError):
            self.ticket.unlink()
        self.ticket.timesheet_ids.unlink()
        self.ticket.unlink()

    def test_a_line_that_is_billed_by_an_order_draws_nothing(self):
        project = self._project("Fixed price", self.client)
        hours = self.env["product.product"].create(
            {
                "name": "Fixed",
                "type": "service",
                "service_policy": "ordered_prepaid",
                "company_id": self.company.id,
            }
        )
        order = self._order(pack=hours)
        order.action_confirm()
        project.sale_line_id = order.order_line
        ticket = self._ticket("Sold", self.client, project_id=project.id)
        self.assertFalse(ticket.prepaid_covering_id)
        line = self._log_on(ticket, 10)
        self.assertEqual(line.so_line, order.order_line)
        self.assertEqual(line.prepaid_uncovered, "sold")
