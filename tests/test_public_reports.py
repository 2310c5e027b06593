from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_clients import ClientsCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPublicReports(ClientsCommon):
    """What people reported of time and its customer, tried on prepaid credit."""

    def test_odoo_78577_the_lines_customer_follows_that_of_its_ticket(self):
        line = self._log(60)
        self.task.partner_id = self.other_client
        self.assertEqual(line.partner_id, self.other_client)
        self.assertBalances(600, 540)

    def test_odoo_29921_a_ticket_of_a_contact_draws_its_companys_credit(self):
        ann = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.client.id}
        )
        self.task.partner_id = ann
        self._log(60)
        self.assertBalances(540, 600)

    def test_odoo_41240_time_that_is_not_billed_moves_with_its_project(self):
        self._log(60)
        self.task.project_id = self.other_project
        self.task.partner_id = self.other_client
        self.assertBalances(600, 540)

    def test_odoo_63930_time_on_a_sub_task_counts_like_that_on_its_ticket(self):
        self._log(60)
        part = self.env["project.task"].create(
            {"name": "Part", "parent_id": self.task.id, "project_id": self.project.id}
        )
        self._log(30, task=part)
        self.assertBalances(510, 600)

    def test_oca_1775_time_of_a_merged_ticket_is_its_new_tickets(self):
        lines = self._log(60) | self._log(30)
        kept = self._task("Kept", self.other_project)
        lines.sudo().write({"task_id": kept.id})
        self.task.active = False
        self.assertEqual(lines.project_id, self.other_project)
        self.assertBalances(600, 510)
