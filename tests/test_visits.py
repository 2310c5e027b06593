from datetime import timedelta
from random import Random

from odoo.tests import freeze_time, tagged

from ..models.metering.terms import Terms, meter_minutes
from .common import TODAY, PrepaidCommon

RULES = {"minimum_minutes": 60, "step_minutes": 15}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestVisits(PrepaidCommon):
    """A minimum per visit: several lines of one ticket and day share it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.onsite = cls.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        cls._rate(cls.plan, cls.onsite, is_visit=True, flat_quantity=20, **RULES)
        cls.contract = cls._contract(60000)

    def _visit(self, minutes, **over):
        return self._log(minutes, usage_type_id=self.onsite.id, **over)

    def _get_drawn(self, *lines):
        for line in lines:
            self.assertDrawn(line, line.drawn_minutes)
        return [line.drawn_minutes for line in lines]

    def test_lines_of_a_visit_share_minimum_steps_and_travel(self):
        first = self._visit(35)
        second = self._visit(20, user=self.other_technician)
        third = self._visit(35)
        # 35 → 60 and 20 travel; 55 → 60; 90 → 90.
        self.assertEqual(self._get_drawn(first, second, third), [80, 0, 30])
        told = "20 min, 55 min of the visit count as 1 h = 0 min"
        self.assertEqual(second.prepaid_explanation, told)

    def test_another_day_ticket_or_kind_of_work_is_another_visit(self):
        self._visit(35)
        lines = (
            self._visit(35, day=TODAY - timedelta(days=1)),
            self._visit(35, task=self._task("Chair")),
        )
        self.assertEqual(self._get_drawn(*lines), [80, 80])
        self.assertDrawn(self._log(35), 35)

    def test_lines_follow_when_one_before_them_changes_or_goes(self):
        first, second = self._visit(35), self._visit(35)
        self.assertEqual(self._get_drawn(first, second), [80, 15])
        first.unit_amount = 65 / 60
        self.assertEqual(self._get_drawn(first, second), [95, 30])
        first.date = TODAY - timedelta(days=1)
        self.assertEqual(self._get_drawn(first, second), [95, 80])
        first.date = TODAY
        first.unlink()
        self.assertDrawn(second, 80)

    def test_offered_lines_are_a_visit_of_their_own(self):
        first, second = self._visit(35), self._visit(35)
        first.prepaid_charge = "goodwill"
        self.assertEqual(self._get_drawn(first, second), [0, 80])

    def test_a_ticket_that_moves_takes_its_visit_along(self):
        first, second = self._visit(35), self._visit(35)
        other = self.env["res.partner"].create({"name": "Bolt", "is_company": True})
        contract = self._contract(6000, client=other)
        project = self._project("Bolt", other)
        self.task.write({"project_id": project.id, "partner_id": other.id})
        self.assertEqual((first | second).prepaid_contract_id, contract)
        self.assertEqual(self._get_drawn(first, second), [80, 15])
        self.assertEqual(self.contract.balance, 60000)

    def test_any_history_draws_what_the_visits_come_to(self):
        for seed in range(4):
            random = Random(seed)
            lines = self.env["account.analytic.line"]
            task = self._task(f"Ticket {seed}")
            days = [TODAY - timedelta(days=back) for back in range(3)]
            for _number in range(12):
                lines = lines.exists()
                line = random.choice(lines) if lines else None
                minutes, day = random.randint(0, 130), random.choice(days)
                act = random.choice(["log", "log", "edit", "move", "drop"])
                if act == "log" or not line:
                    lines |= self._visit(minutes, task=task, day=day)
                elif act == "edit":
                    line.unit_amount = minutes / 60
                elif act == "move":
                    line.date = day
                else:
                    line.unlink()
            self._check_visits(lines.exists(), days)

    def _check_visits(self, lines, days):
        self._get_drawn(*lines)
        for day in days:
            visit = lines.filtered(lambda line, day=day: line.date == day)
            worked = sum(line._get_worked_minutes() for line in visit)
            due = meter_minutes(worked, Terms(minimum=60, step=15))
            due += 20 if worked else 0
            self.assertEqual(sum(visit.mapped("drawn_minutes")), due)
