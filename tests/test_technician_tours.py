import time
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..models.metering import prepaid_meter, prepaid_meter_clock, prepaid_meter_state
from .common import PrepaidCommon

MINUTE = 60


@tagged("post_install", "-at_install")
class TestTechnicianTours(PrepaidCommon, HttpCase):
    """The technician's main jobs, with their clicks counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician.group_ids += cls.env.ref("project.group_project_user")
        cls.contract = cls._contract(600)
        cls.other_task = cls._task("Scanner lost")
        stage = cls.env["project.task.type"].create(
            {"name": "In progress", "project_ids": cls.project.ids}
        )
        (cls.task | cls.other_task).stage_id = stage

    def _tour(self, name):
        url = f"/odoo/project/{self.project.id}/tasks?view_type=kanban"
        self.start_tour(url, name, login=self.technician.login)

    def _run_fast(self):
        """Let a second be a minute on the clock of the meters."""
        real, begun = prepaid_meter._get_now, time.monotonic()

        def get_now():
            return real() + int((time.monotonic() - begun) * MINUTE)

        for module in (prepaid_meter, prepaid_meter_clock, prepaid_meter_state):
            patcher = patch.object(module, "_get_now", get_now)
            patcher.start()
            self.addCleanup(patcher.stop)

    def test_a_day_on_the_board_takes_five_clicks(self):
        self._run_fast()
        self._tour("prepaid_technician_day")
        meters = self.env["prepaid.meter"].search(
            [("user_id", "=", self.technician.id)]
        )
        self.assertEqual(set(meters.mapped("state")), {"stopped"})
        lines = meters.timesheet_id
        self.assertEqual(lines.task_id, self.task | self.other_task)
        self.assertEqual(
            set(lines.mapped("name")), {"Drum replaced", self.other_task.name}
        )
        worked = sum(line._get_worked_minutes() for line in lines)
        self.assertEqual(self.contract.balance, 600 - worked)
        self.assertTiesOut()

    def test_a_call_is_logged_in_two_clicks_and_a_line_of_text(self):
        self._tour("prepaid_technician_call")
        line = self.env["account.analytic.line"].search(
            [("task_id", "=", self.task.id)]
        )
        self.assertEqual(
            (line.name, line.usage_type_id.name), ("mot de passe", "Phone call")
        )
