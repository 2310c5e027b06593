from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .test_alert import LevelCommon

MONDAY = date(2026, 3, 16)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16 20:00:00")
class TestPublicReportsTrust(LevelCommon):
    """What people reported of days, alerts, defaults and rights, tried here.

    At 20:00 in London it is tomorrow already in Melbourne, and Monday in New York.
    """

    def setUp(self):
        super().setUp()
        self.lines = self.env["account.analytic.line"]
        self.contract = self._contract(refill_trigger="none")

    def _in_melbourne(self):
        """Move the company to Melbourne, its people elsewhere; return its day."""
        self.company.partner_id.tz = "Australia/Melbourne"
        self.technician.tz = "UTC"
        self.manager.tz = "America/New_York"
        return MONDAY + timedelta(days=1)

    # === THE DAY OF WORK === #

    def test_odoo_59942_the_meters_line_is_of_the_day_where_the_company_is(self):
        tuesday = self._in_melbourne()
        meters = self.env["prepaid.meter"].with_user(self.technician)
        meters.start(False, self.task.id)
        line_id = meters._get_open().stop()["timesheet_id"]
        self.assertEqual(self.lines.browse(line_id).date, tuesday)

    def test_timetracker_452_a_line_by_hand_is_of_the_meters_day(self):
        tuesday = self._in_melbourne()
        vals = {"name": "By hand", "task_id": self.task.id, "unit_amount": 1}
        for user in self.technician | self.manager:
            lines = self.lines.with_user(user)
            for screen in ("is_timesheet", 1), ("default_project_id", self.project.id):
                form = lines.with_context(**dict([screen])).default_get(["date"])
                self.assertEqual(form["date"], tuesday)
            self.assertEqual(lines.create(dict(vals)).date, tuesday)
            given = lines.with_context(default_date=MONDAY).create(dict(vals))
            self.assertEqual(given.date, MONDAY)

    def test_kimai_1441_who_logs_for_somebody_elsewhere_changes_no_day(self):
        tuesday = self._in_melbourne()
        employee = self.env["hr.employee"].search(
            [("user_id", "=", self.technician.id)]
        )
        vals = {
            "name": "For somebody",
            "task_id": self.task.id,
            "unit_amount": 1,
            "employee_id": employee.id,
        }
        line = self.lines.with_user(self.manager).create(vals)
        self.assertEqual((line.user_id, line.date), (self.technician, tuesday))
        logged = self.task.with_user(self.manager).quick_log("12m reset @05:00")
        line = self.lines.browse(logged["timesheet_id"])
        self.assertEqual(line.date, tuesday)
        self.assertEqual(str(line.meter_started_at), "2026-03-16 18:00:00")

    def test_a_companys_day_is_that_of_the_project_not_of_who_types(self):
        other = self.setup_other_company(name="Atoll")["company"]
        other.partner_id.tz = "Pacific/Kiritimati"
        place = self._project("Far", self.client, company_id=other.id)
        lines = self.lines.with_context(default_project_id=place.id)
        self.assertEqual(lines.default_get(["date"])["date"].day, 17)
        self.assertEqual(self.lines.default_get(["date"])["date"], MONDAY)

    # === ALERTS === #

    def _hover(self):
        """Fall below the threshold and rise again, and let the crons tell."""
        line = self._log(500)
        self._run()
        line.unlink()
        self._run()

    def test_akash_3896_who_hovers_around_the_threshold_gets_one_mail_a_day(self):
        for _time in range(3):
            self._hover()
        self.assertEqual(len(self._notices(self.contract)), 1)
        self.assertFalse(self.contract.activity_ids)
        with freeze_time("2026-03-17 20:00:00"):
            self._run()
            self.assertEqual(len(self._notices(self.contract)), 1)
            self._hover()
        self.assertEqual(len(self._notices(self.contract)), 2)

    def test_a_worse_level_is_news_on_the_same_day(self):
        self._hover()
        self._log(600)
        self._run()
        self.assertEqual(len(self._notices(self.contract)), 2)
        self.assertIn("used up", self._notices(self.contract)[1])

    def test_who_bought_since_is_told_of_the_new_credit_too(self):
        self._log(500)
        self._run()
        self._grant(self.contract, 100)
        self._log(100)
        self._run()
        levels = [text for text in self._notices(self.contract) if "left" in text]
        self.assertEqual(len(levels), 2)

    def test_glific_3179_who_takes_a_week_to_buy_is_told_once(self):
        for day in range(7):
            with freeze_time(MONDAY + timedelta(days=day)):
                self._log(500 if day == 0 else 10)
                self._run()
        self.assertEqual(len(self._notices(self.contract)), 1)

    def test_naas_113_credit_that_is_over_is_told_once_however_much_goes_on(self):
        for _time in range(5):
            self._log(620 if not self.contract.debt else 1)
            self._run()
        self.assertEqual(len(self._notices(self.contract)), 1)

    # === DEFAULTS AND RIGHTS === #

    def test_odoo_268039_a_default_for_all_stops_nobody_and_fills_no_figure(self):
        Default = self.env["ir.default"]
        line = self.lines.with_user(self.technician)
        before = line.default_get(list(line._get_guarded_fields()))
        for name, value in (
            ("metered_minutes", 1),
            ("prepaid_request_key", "forged"),
            ("prepaid_left_reason", "forged"),
            ("prepaid_override", True),
        ):
            Default.set("account.analytic.line", name, value)
        vals = {"name": "Work", "task_id": self.task.id, "unit_amount": 1}
        logged = line.create(vals).sudo()
        self.assertDrawn(logged, 60)
        self.assertEqual(line.default_get(list(line._get_guarded_fields())), before)
        self.assertFalse(logged.prepaid_request_key or logged.prepaid_left_reason)

    def test_odoo_155768_an_addon_that_lets_portal_users_write_lets_them_not_here(self):
        """As mrp_subcontracting_account does, beside a project shared for editing."""
        line = self._log(60)
        portal = new_test_user(
            self.env, login="prepaid_portal", groups="base.group_portal"
        )
        portal.partner_id.parent_id = self.client
        self.env["ir.model.access"].create(
            {
                "name": "Another addon's",
                "model_id": self.env.ref("analytic.model_account_analytic_line").id,
                "group_id": self.env.ref("base.group_portal").id,
                "perm_write": True,
            }
        )
        self.project.privacy_visibility = "portal"
        self.project.message_subscribe(portal.partner_id.ids)
        self.project.collaborator_ids = [
            Command.create({"partner_id": portal.partner_id.id})
        ]
        for vals in (
            {"unit_amount": 0.1},
            {"date": "2025-01-01"},
            {"prepaid_contract_id": False},
            {"prepaid_charge": "goodwill"},
            {"metered_minutes": 1},
        ):
            with self.assertRefused("", AccessError):
                line.with_user(portal).write(vals)
        self.assertEqual(self.contract.balance, 540)
