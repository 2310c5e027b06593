from datetime import date

from odoo.fields import Date
from odoo.tests import tagged

from .common_schedule import ScheduleCommon

DUE = date(2026, 3, 1)
ONE_MONTH, FIVE_YEARS = 1, 60


@tagged("post_install", "-at_install")
class TestScheduleSpeed(ScheduleCommon):
    """What a renewal costs depends on what it bills, not on what was billed before."""

    def _make_old(self, months):
        """Return a schedule that was billed for so many months, and is due on DUE."""
        client = self.env["res.partner"].create({"name": f"For {months} months"})
        contract = self._contract(client=client, refill_mode="quotation")
        start = Date.subtract(DUE, months=months)
        schedule = self._schedule(
            (self.allowance, 1), (self.site, 2), start=start, contract=contract
        ).sudo()
        schedule.line_ids.date_from = start
        schedule.write({"state": "running", "next_date": start})
        gaps = schedule._get_gaps(schedule._get_spans(), DUE)
        self.assertEqual(len(gaps), 2 * months)
        self.env["prepaid.schedule.claim"].sudo().create(
            [
                schedule._prepare_claim(key, gap) | {"is_begun": True}
                for key, gap in gaps.items()
            ]
        )
        schedule.next_date = DUE
        return schedule

    def _count_queries(self, schedule):
        """Return the queries of a renewal, flushed, caches cold."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        schedule._renew()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_five_years_cost_no_more_queries_than_a_month(self):
        schedules = [self._make_old(each) for each in (2, ONE_MONTH, FIVE_YEARS)]
        with self._on(DUE):
            _first, young, old = [self._count_queries(each) for each in schedules]
        self.assertEqual(old, young)

    def test_a_renewal_reads_no_claims_of_old_periods(self):
        schedule = self._make_old(FIVE_YEARS)
        with self._on(DUE):
            self._count_queries(schedule)
        field = self.env["prepaid.schedule.claim"]._fields["unit_days"]
        self.assertLessEqual(len(field._get_cache(self.env)), 2)
        gaps = schedule._get_gaps(schedule._get_spans(), Date.add(DUE, days=1))
        self.assertEqual(gaps, {})
