from odoo.tests import HttpCase, tagged

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestTours(HelpdeskCommon, HttpCase):
    def test_a_technician_measures_and_logs_on_a_ticket(self):
        contract = self._contract(600)
        message = self.ticket.message_post(
            body="Is it plugged in?",
            author_id=self.client.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.start_tour(
            f"/odoo/helpdesk.ticket/{self.ticket.id}",
            "helpdesk_mgmt_prepaid_ticket",
            login=self.technician.login,
        )
        lines = self.ticket.timesheet_ids.sorted("id")
        self.assertEqual(lines.mapped("project_id"), self.shared)
        self.assertIn("reset password", lines.mapped("name"))
        self.assertIn(message, lines.prepaid_message_id)
        meters = self.env["prepaid.meter"].with_user(self.technician)
        self.assertEqual(meters._get_open().ticket_id, self.ticket)
        self.assertEqual(contract.balance, 600 - sum(lines.mapped("drawn_minutes")))
