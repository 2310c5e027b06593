from odoo.tests import tagged

from .common import ServicePortalCommon


@tagged("post_install", "-at_install")
class TestTours(ServicePortalCommon):
    def test_a_client_books_in_two_clicks(self):
        self.start_tour(self.url, "prepaid_service_book", login=self.ann.login)
        self.assertEqual(self.contract.service_request_ids.text, "Read my contract")
        self.assertEqual(self.contract.held, 45)

    def test_a_technician_delivers_from_the_ticket(self):
        self.technician.group_ids += self.env.ref("project.group_project_user")
        booked = self._book()
        self.start_tour(
            f"/odoo/project.task/{booked.task_id.id}",
            "prepaid_service_deliver",
            login=self.technician.login,
        )
        self.assertEqual(booked.state, "delivered")
        self.assertEqual(booked.timesheet_id._get_worked_minutes(), 20)
        self.assertEqual(self.contract.balance, 555)
