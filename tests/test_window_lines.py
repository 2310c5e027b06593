from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import GROUP, TODAY, PrepaidCommon, make_calendar

# Monday, 16 March 2026, 17:30 in Paris.
HALF_PAST_FIVE = datetime(2026, 3, 16, 16, 30)
EVENINGS = {"name": "evenings", "hour_from": 18, "hour_to": 22}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWindowLines(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone = cls.env.ref("sale_timesheet_prepaid.prepaid_usage_type_phone")
        cls.client.tz = "Europe/Paris"
        cls.contract = cls._contract(6000)

    def _window(self, **over):
        vals = {"plan_id": self.plan.id} | EVENINGS | over
        return self.env["prepaid.rate.window"].with_user(self.manager).create(vals)

    def _at(self, start, minutes=60, **over):
        return self._log(minutes, meter_started_at=start, **over)

    def test_work_over_the_edge_is_split_and_told(self):
        self._window()
        line = self._at(HALF_PAST_FIVE)
        self.assertDrawn(line, 75)
        self.assertEqual(
            line.prepaid_explanation, "1 h, 30 of them × 1.5 evenings = 1 h 15"
        )

    def test_the_clients_clock_counts_else_the_companys(self):
        self._window()
        self.client.tz = "America/New_York"
        self.assertDrawn(self._at(HALF_PAST_FIVE), 60)
        self.client.tz = False
        zone = self.company._get_prepaid_zone()
        shown = datetime(2026, 3, 16, 17, 30, tzinfo=zone)
        start = shown.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        self.assertDrawn(self._at(start), 75)

    def test_work_of_which_nobody_knows_the_hour_costs_no_more(self):
        self._window(hour_from=0, hour_to=24)
        self.assertDrawn(self._at(False), 60)

    def test_rules_of_the_day_stay_with_work_that_was_logged(self):
        window = self._window()
        line = self._at(HALF_PAST_FIVE)
        window.factor = 3
        line.unit_amount = 1.5
        self.assertDrawn(line, 30 + 90)
        window.unlink()
        line.unit_amount = 2
        self.assertDrawn(line, 30 + 135)
        self.assertDrawn(self._at(HALF_PAST_FIVE), 60)

    def test_a_rule_may_be_for_some_work_only(self):
        self._window(usage_type_ids=[Command.set(self.phone.ids)])
        self.assertDrawn(self._at(HALF_PAST_FIVE), 60)
        self.assertDrawn(self._at(HALF_PAST_FIVE, usage_type_id=self.phone.id), 75)

    def test_business_hours_and_windows_are_never_multiplied(self):
        self.plan.calendar_id = make_calendar(self.env, self.company, "Europe/Paris")
        self._rate(self.plan, outside_factor=1.25)
        self._window(factor=2)
        # Half an hour after closing, then the evening.
        line = self._at(HALF_PAST_FIVE)
        self.assertDrawn(line, 98)
        self.assertEqual(
            line.prepaid_explanation,
            "1 h, 30 of them × 1.25 outside hours, 30 of them × 2 evenings = "
            "97.5 → 1 h 38",
        )

    def test_public_holidays_are_those_of_the_companys_hours(self):
        self._window(name="public holidays", days="holiday", hour_from=0, factor=2)
        self._window(name="public holidays", days="holiday", hour_to=24, factor=2)
        holiday = {
            "name": "Easter Monday",
            "company_id": self.company.id,
            "calendar_id": self.company.resource_calendar_id.id,
            "date_from": "2026-04-05 22:00:00",
            "date_to": "2026-04-06 21:59:59",
        }
        self.env["resource.calendar.leaves"].create(holiday)
        day = {"day": "2026-04-06"}
        noon = datetime(2026, 4, 6, 18)
        self.assertDrawn(self._at(noon, **day), 120)
        self.assertDrawn(self._at(noon + timedelta(days=1), **day), 60)

    def test_a_response_is_the_highest_or_multiplies_as_the_plan_says(self):
        self._window()
        response = self.env["prepaid.response"].create(
            {"plan_id": self.plan.id, "name": "2 h", "hours": 2, "factor": 2}
        )
        requested = {"prepaid_requested_at": HALF_PAST_FIVE}
        self.task.write(requested | {"prepaid_response_id": response.id})
        evening = HALF_PAST_FIVE + timedelta(minutes=30)
        line = self._at(evening)
        self.assertDrawn(line, 120)
        self.assertEqual(line.prepaid_explanation, "1 h, × 2 2 h = 2 h")
        self.plan.response_rule = "multiply"
        self.assertDrawn(line, 120)
        later = self._at(evening)
        self.assertDrawn(later, 180)
        self.assertEqual(
            later.prepaid_explanation, "1 h, × 1.5 evenings, × 2 2 h = 3 h"
        )

    def test_clients_and_visitors_read_the_rules(self):
        self._window(days="week")
        rows = self.plan.sudo()._get_public_rates()
        texts = [text for row in rows for text in row["terms"]]
        self.assertIn("× 1.5 evenings: Monday to Friday, 18:00–22:00", texts)

    def test_only_who_writes_plans_writes_rules(self):
        window = self._window()
        for user in self.technician | self.user | self.accountant:
            with self.subTest(user.login), self.assertRefused(".", AccessError):
                window.with_user(user).factor = 1

    def test_another_companys_rules_are_not_read(self):
        self.plan.company_id = self.company
        window = self._window()
        other = self.setup_other_company()["company"]
        stranger = self._user("far", f"{GROUP}user", company=other)
        self.assertFalse(window.with_user(stranger).has_access("read"))

    def test_rules_of_which_none_holds_cost_no_query(self):
        """They are kept with the plan; only the hour makes them look at the clock."""
        counts = []
        for turn in range(3):
            if turn == 2:
                self._window()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._at(False, minutes=5).flush_recordset()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
