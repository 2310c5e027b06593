from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from . import work_files as files
from .common import TODAY
from .common_import_work import ImportWorkCommon
from .work_files import toggl


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPublicReportsImport(ImportWorkCommon):
    """What went wrong for people who brought time sheets from one tool to another."""

    def test_kimai_4566_clients_with_projects_of_one_name(self):
        """Report: kimai/kimai#4566: the importer mixes up projects of one name."""
        other = self.env["res.partner"].create({"name": "Gemini", "is_company": True})
        self._import(toggl({}, {"client": "Gemini", "begin": "10:00:00", "end": ""}))
        tickets = self._lines().task_id
        self.assertEqual(tickets.mapped("name"), ["Desk", "Desk"])
        self.assertEqual(tickets.partner_id, self.client | other)

    def test_kimai_4838_decimals_of_clockify_lose_a_minute(self):
        """Report: kimai/kimai#4838: the importer read the rounded column."""
        text = files.CLOCKIFY.replace("01:20:00 PM", "02:41:00 PM")
        self._import(
            text.replace("00:20:00,0.33,90.00,29.70\nDesk", "01:41:00,1.68,,\nDesk")
        )
        self.assertEqual(self._lines()[0]._get_worked_minutes(), 101)

    def test_kimai_5554_thirds_of_an_hour_add_up(self):
        """Report: kimai/kimai#5554: three times 20 minutes came to 0.99 h."""
        rows = "".join(
            f"2026-03-{day},Azure,Ada Tech,0.33,Work {day}\n" for day in (10, 11, 12)
        )
        self._import("Date,Client,Person,Hours,Notes\n" + rows)
        self.assertEqual(self.contract.balance, 600 - 60)

    def test_kimai_2086_work_past_midnight_of_a_file_without_end_date(self):
        """Report: kimai/kimai#2086: work past midnight came in without duration."""
        self._import(files.KIMAI_IMPORT, draws="draw_all")
        night = self._lines()[-1]
        self.assertEqual(night.date, date(2026, 3, 11))
        self.assertEqual(night._get_worked_minutes(), 20)

    def test_kimai_1035_seconds_since_1970_keep_their_minutes(self):
        """Report: kimai/kimai#1035: each row grew by a minute."""
        text = (
            "Client,Person,Start,End,Notes\nAzure,Ada Tech,1773126060,1773154345,Work\n"
        )
        self._import(text)
        line = self._lines()
        self.assertEqual(line.meter_started_at, datetime(2026, 3, 10, 7, 1))
        self.assertEqual(line._get_worked_minutes(), 471)

    def test_solidtime_461_days_before_months_and_no_negative_time(self):
        """Report: solidtime-io/solidtime#461: 29/04/2025 made negative hours."""
        text = toggl(
            {"day": "29/01/2026", "begin": "14:00", "end": "14:21"},
            {"day": "03/02/2026", "begin": "8:30:00 AM", "end": "8:51:00 AM"},
        )
        self._import(text)
        self.assertEqual(
            self._lines().mapped("date"), [date(2026, 1, 29), date(2026, 2, 3)]
        )

    def test_timetagger_276_points_in_times_are_no_numbers(self):
        """Report: almarklein/timetagger#276: 08.37 was read as a moment of 1970."""
        text = "project;date;person;from;to\nAzure;2026-03-10;Ada Tech;08.37;11.06\n"
        self._import(text)
        self.assertEqual(self._lines()._get_worked_minutes(), 149)

    def test_jira_assistant_185_decimal_hours_are_no_hours_and_minutes(self):
        """Report: shridhar-tl/jira-assistant#185: 12.5 was read as 12 h 5 min."""
        text = "Date,Client,Person,Hours,Notes\n2026-03-10,Azure,Ada Tech,12.5,Work\n"
        self.plan.overdraft_policy = "allow"
        self._import(text)
        self.assertEqual(self._lines()._get_worked_minutes(), 750)
