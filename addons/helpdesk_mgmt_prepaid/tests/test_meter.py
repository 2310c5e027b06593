from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import HelpdeskCommon

MODEL = "helpdesk.ticket"


@tagged("post_install", "-at_install")
class TestMeter(HelpdeskCommon):
    """A meter measures work on a ticket of the helpdesk as on a task."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)
        cls.meters = cls.env["prepaid.meter"].with_user(cls.technician)

    def _start(self, ticket=None, at="2026-03-16 14:00:00"):
        ticket = ticket or self.ticket
        with freeze_time(at):
            self.meters.start(False, ticket.id, ticket._name)
        return self.meters._get_open()[:1]

    def test_what_was_measured_is_logged_on_the_ticket(self):
        meter = self._start()
        with freeze_time("2026-03-16 14:12:00"):
            told = self.meters.get_state()
            self.assertEqual(told["meter"]["task"][0], self.ticket.id)
            self.assertEqual(told["meter"]["model"], MODEL)
            self.assertEqual(told["meter"]["partner"], self.client.name)
            meter.stop(name="Cleaned the lens")
        line = self.ticket.timesheet_ids
        self.assertEqual(line.name, "Cleaned the lens")
        self.assertEqual(line.project_id, self.shared)
        self.assertDrawn(line, 12)

    def test_starting_twice_is_starting_once(self):
        meter = self._start()
        self._start(at="2026-03-16 14:05:00")
        self.assertEqual(self.meters._get_open(), meter)

    def test_a_task_of_the_same_number_is_another_ticket(self):
        task = self._task("Printer")
        meter = self._start()
        with freeze_time("2026-03-16 14:05:00"):
            news = self.meters.start(False, task.id)
        self.assertEqual(news["interrupted"]["id"], meter.id)
        self.assertEqual(news["interrupted"]["model"], MODEL)
        self.assertEqual(news["meter"]["model"], "project.task")

    def test_a_meter_moves_between_a_task_and_a_ticket(self):
        task = self._task("Printer")
        meter = self._start()
        with freeze_time("2026-03-16 14:05:00"):
            meter.move(task.id)
            self.assertEqual(meter._get_ticket(), task)
            self.assertFalse(meter.ticket_id)
            meter.move(self.ticket.id, MODEL)
        self.assertEqual(meter._get_ticket(), self.ticket)
        self.assertEqual(meter.project_id, self.shared)
        self.assertFalse(meter.task_id)

    def test_no_other_model_is_a_ticket(self):
        with self.assertRefused("not logged on records of res.partner"):
            self.meters.start(False, self.client.id, "res.partner")

    def test_the_last_tickets_are_offered_whatever_their_kind(self):
        with freeze_time(TODAY):
            self._log(10)
            self._log_on(self.ticket, 10)
            recent = self.meters.get_state()["recent_tasks"]
        self.assertEqual(
            [(ticket["model"], ticket["id"]) for ticket in recent],
            [(MODEL, self.ticket.id), ("project.task", self.task.id)],
        )

    def test_a_ticket_being_measured_is_not_deleted(self):
        self._start()
        with self.assertRefused("is being measured by"):
            self.ticket.unlink()

    def test_a_ticket_that_is_not_ones_own_is_not_measured(self):
        self.technician.group_ids -= self.env.ref("helpdesk_mgmt.group_helpdesk_user")
        self.technician.group_ids -= self.env.ref(
            "helpdesk_mgmt.group_helpdesk_user_team"
        )
        with self.assertRefused("access"):
            self._start()

    def test_a_meter_follows_its_ticket_to_another_project(self):
        meter = self._start()
        project = self._project("Own", self.client)
        self.ticket.project_id = project
        with freeze_time("2026-03-16 14:12:00"):
            meter.stop()
        self.assertEqual(self.ticket.timesheet_ids.project_id, project)

    def test_a_forgotten_meter_reminds_on_its_ticket(self):
        self.company.prepaid_meter_hours = 2
        self._start()
        with freeze_time("2026-03-16 18:00:00"):
            self.env["prepaid.meter"].sudo()._cron_flag_forgotten()
        self.assertEqual(self.ticket.activity_ids.user_id, self.technician)

    def test_who_approves_logs_the_meter_of_a_person_who_left(self):
        meter = self._start()
        self.technician.active = False
        log = self.env["prepaid.meter.log"].with_user(self.manager)
        with freeze_time("2026-03-16 14:30:00"):
            wizard = log.create({"meter_id": meter.id})
            self.assertEqual(wizard.ticket_id, self.ticket)
            wizard.minutes = 10
            wizard.action_log()
        self.assertDrawn(self.ticket.timesheet_ids, 10)
