from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTold(HelpdeskCommon):
    """What names the task of a line names the ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)

    def test_movements_name_the_ticket(self):
        line = self._log_on(self.ticket, 30)
        told = line.sudo().prepaid_entry_ids._get_client_lines()
        self.assertEqual(told[0]["ticket"], self.ticket.display_name)

    def test_the_review_names_the_ticket(self):
        self._log_on(self.ticket, 30)
        self._log(10)
        work = self.contract.sudo()._get_review_work(
            TODAY, TODAY, self.env.cr.now().replace(year=2099)
        )
        self.assertEqual(
            [ticket["name"] for ticket in work["tickets"]],
            [self.ticket.display_name, self.task.display_name],
        )

    def test_the_start_page_names_the_ticket(self):
        self.contract.sudo().action_suspend()
        self._log_on(self.ticket, 30)
        start = self.env["prepaid.start"].with_user(self.technician)
        told = start.get_waiting()
        self.assertEqual(told["lines"][0]["model"], "helpdesk.ticket")
        self.assertEqual(told["lines"][0]["task_id"], self.ticket.id)
        self.assertIn(self.ticket.name, told["lines"][0]["work"])
        self.assertEqual(told["opens_tickets"], ["helpdesk.ticket"])

    def test_a_ticket_tells_what_pays_and_why_nothing_does(self):
        told = self.ticket.with_user(self.technician).prepaid_told
        self.assertEqual(told["left"], "10 h left")
        other = self._ticket("Theirs", self._other_client())
        told = other.with_user(self.technician).prepaid_told
        self.assertEqual(told["why"], "Brioche has no contract")

    def test_a_contract_is_chosen_from_the_ticket(self):
        brioche = self._other_client()
        ticket = self._ticket("Theirs", brioche)
        action = ticket.with_user(self.manager).action_choose_contract()
        wizard = self.env["prepaid.ticket.contract"].with_context(**action["context"])
        wizard.create({"contract_id": self.contract.id}).action_choose()
        self.assertEqual(ticket.prepaid_contract_id, self.contract)
        self.assertIn(brioche, self.contract.beneficiary_ids)
