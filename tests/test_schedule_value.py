from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_schedule import ScheduleCommon


@tagged("post_install", "-at_install")
class TestScheduleValue(ScheduleCommon):
    """Recurring value by the month, from posted invoices, the same for ever."""

    def _get_moves(self, day="2026-08-15"):
        with self._on(day):
            rows = self.env["prepaid.recurring.report"].search([], order="month")
            return [(row.month.month, row.kind, row.change, row.value) for row in rows]

    def _live(self):
        schedule = self._schedule((self.allowance, 1), (self.site, 1))
        with self._on("2026-03-01"):
            schedule.action_start()
        self._run("2026-04-01")
        packs = [(self.allowance, 1)]
        self._change(schedule, "options", date(2026, 4, 17), [*packs, (self.site, 3)])
        self._run("2026-05-01")
        self._change(schedule, "options", date(2026, 5, 3), [*packs, (self.site, 2)])
        self._change(schedule, "pause", date(2026, 6, 1), today="2026-05-20")
        self._run("2026-06-02")
        self._change(schedule, "resume", date(2026, 7, 10))
        return schedule

    def test_why_it_moved(self):
        self._live()
        told = [
            (3, "new", 270, 270),
            (4, "expansion", 60, 330),
            (5, "contraction", -30, 300),
            (6, "churn", -300, 0),
            (7, "revived", 300, 300),
        ]
        self.assertEqual(self._get_moves("2026-07-31"), told)
        # What comes later does not change it.
        self.assertEqual(self._get_moves("2026-08-15")[:5], told)

    def test_the_report_says_what_the_company_says(self):
        self._live()
        for month, value in ((3, 270), (4, 330), (5, 300), (6, 0), (7, 300)):
            day = date(2026, month, 30)
            self.assertEqual(self.company._get_prepaid_recurring_value(day), value)

    def test_what_is_not_posted_is_no_value(self):
        self.contract.refill_mode = "draft_invoice"
        schedule = self._schedule()
        with self._on("2026-03-01"):
            schedule.action_start()
        self.assertEqual(self._get_moves("2026-03-20"), [])
        self._get_invoices(schedule).action_post()
        self.assertEqual(self._get_moves("2026-03-20"), [(3, "new", 240, 240)])

    def test_a_year_is_a_twelfth_a_month(self):
        schedule = self._schedule(
            (self.site, 1, {"months": "12", "price_unit": 300}), interval_months="12"
        )
        with self._on("2026-03-01"):
            schedule.action_start()
        self.assertEqual(self._get_moves("2026-03-20"), [(3, "new", 25, 25)])

    def test_technicians_do_not_read_it(self):
        report = self.env["prepaid.recurring.report"].with_user(self.technician)
        with self.assertRaises(AccessError):
            report.search([])
