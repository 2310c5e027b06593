from odoo.tests import Form, freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTeam(HelpdeskCommon):
    """Where the time of a team's tickets goes."""

    def test_a_ticket_takes_the_project_of_its_team_and_keeps_its_own(self):
        self.assertEqual(self.ticket.project_id, self.shared)
        own = self._project("Own", self.client)
        ticket = self._ticket("Own", self.client, project_id=own.id)
        self.assertEqual(ticket.project_id, own)
        other = self.team.copy({"default_project_id": self.shared.id})
        ticket.team_id = other
        self.assertEqual(ticket.project_id, own)

    def test_a_new_project_of_the_team_moves_no_ticket(self):
        self.team.default_project_id = self._project("New", self.client)
        self.assertEqual(self.ticket.project_id, self.shared)

    def test_a_project_of_another_company_is_refused(self):
        far = self.env["res.company"].create({"name": "Far"})
        project = self.env["project.project"].create(
            {"name": "Far", "company_id": far.id}
        )
        with self.assertRefused("is of another company"):
            self.ticket.project_id = project
        self.team.default_project_id = project
        self.assertFalse(self._ticket("Near", self.client).project_id)

    def test_a_task_goes_with_its_project(self):
        task = self._task("Printer", self.shared)
        self.ticket.task_id = task
        self.ticket.project_id = self.project
        self.assertFalse(self.ticket.task_id)

    def test_hours_are_told_beside_those_that_were_planned(self):
        self.ticket.planned_hours = 2
        self._log_on(self.ticket, 30)
        self._log_on(self.ticket, 60)
        self.assertEqual(self.ticket.total_hours, 1.5)
        self.assertEqual(self.ticket.remaining_hours, 0.5)
        self.assertEqual(self.ticket.progress, 75)

    def test_the_forms_open_for_those_who_use_them(self):
        self.env.user.group_ids += self.env.ref("hr_timesheet.group_hr_timesheet_user")
        with Form(self.team) as form:
            form.usage_type_id = self.usage_phone
            with form.prepaid_rule_ids.new() as rule:
                rule.priority = "3"
                rule.usage_type_id = self.usage_remote
        self.assertEqual(self.team.prepaid_rule_ids.priority, "3")
        self._contract(60)
        with Form(self.ticket.with_user(self.technician)) as form:
            with form.timesheet_ids.new() as line:
                line.name = "By hand"
                line.unit_amount = 0.5
        self.assertEqual(self.ticket.timesheet_ids.project_id, self.shared)
        self.assertDrawn(self.ticket.timesheet_ids, 30)

    def test_a_line_typed_in_the_timesheets_takes_the_tickets_project(self):
        self._contract(60)
        lines = self.env["account.analytic.line"].with_user(self.technician)
        view = "hr_timesheet.hr_timesheet_line_form"
        with Form(lines.with_context(is_timesheet=1), view) as form:
            form.ticket_id = self.ticket
            self.assertEqual(form.project_id, self.shared)
            form.name = "Typed"
            form.unit_amount = 0.25
        self.assertDrawn(self.ticket.timesheet_ids, 15)

    def test_what_goes_with_the_addon_is_told(self):
        self._log_on(self.ticket, 10)
        module = self.env.ref("base.module_helpdesk_mgmt_prepaid")
        wizard = (
            self.env["base.module.uninstall"].sudo().create({"module_ids": module.ids})
        )
        self.assertRegex(wizard.prepaid_losses, r"\d+ timesheet lines forget")
        self.assertNotIn("contracts", wizard.prepaid_losses)
        core = self.env.ref("base.module_sale_timesheet_prepaid")
        wizard.module_ids = core
        self.assertIn("timesheet lines forget", wizard.prepaid_losses)
