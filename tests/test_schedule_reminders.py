from datetime import date

from odoo.tests import tagged
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger

from ..models.schedule.leads import get_lead
from .common_prices import PriceCommon


@tagged("post_install", "-at_install")
class TestLeads(BaseCase):
    def test_the_last_reminder_that_is_due_tells_for_all(self):
        self.assertIsNone(get_lead([30, 60], 61))
        self.assertEqual(get_lead([30, 60], 60), 60)
        self.assertEqual(get_lead([30, 60], 31), 60)
        self.assertEqual(get_lead([30, 60], 12), 30)
        self.assertIsNone(get_lead([30, 60], 0))

    def test_none_comes_too_late_to_give_notice(self):
        self.assertEqual(get_lead([30, 60], 60, notice_days=30), 60)
        self.assertEqual(get_lead([30, 60], 30, notice_days=30), 30)
        self.assertEqual(get_lead([30, 60], 150, notice_days=90), 60)
        self.assertEqual(get_lead([30, 60], 120, notice_days=90), 30)


@tagged("post_install", "-at_install")
class TestScheduleReminders(PriceCommon):
    """Each mail before something comes goes once, to who speaks for the client."""

    def _remind(self, day):
        with self._on(day):
            self._run_cron("prepaid_schedule_remind_cron")

    def _get_told(self, schedule):
        return [
            (reminder.kind, reminder.date, reminder.lead_days)
            for reminder in schedule.sudo().reminder_ids.sorted("id")
        ]

    def _get_bodies(self):
        return self.contract.sudo().message_ids.sorted("id").mapped("body")

    def test_a_yearly_renewal_is_told_60_and_30_days_before_once_each(self):
        schedule = self._started(interval_months="12")
        for day in (
            "2026-12-30",
            "2026-12-31",
            "2027-01-02",
            "2027-01-30",
            "2027-02-27",
        ):
            self._remind(day)
        renewal = date(2027, 3, 1)
        self.assertEqual(
            self._get_told(schedule),
            [("renewal", renewal, 60), ("renewal", renewal, 30)],
        )

    def test_it_says_what_is_invoiced_and_until_when_one_can_stop(self):
        self._started(interval_months="12", notice_days=14)
        self._remind("2027-01-02")
        body = self._get_bodies()[-1]
        self.assertIn("3,600.00", body)
        self.assertIn("02/14/2027", body)
        self.assertIn("03/01/2027", body)

    def test_an_announced_price_is_in_the_renewal_s_amount(self):
        self._started(interval_months="12")
        self._raise("2027-03-01", today="2026-12-01")
        self._remind("2026-12-31")
        self.assertIn("3,780.00", self._get_bodies()[-1])

    def test_the_month_needs_no_reminder(self):
        schedule = self._started()
        self._remind("2026-03-20")
        self.assertFalse(self._get_told(schedule))

    def test_who_stops_is_not_told_of_a_renewal(self):
        schedule = self._started(interval_months="12")
        self._change(schedule, "stop", date(2027, 3, 1), today="2026-06-01")
        self._remind("2027-01-02")
        self.assertFalse(self._get_told(schedule))

    def test_new_prices_are_told_at_once_and_again_a_week_before(self):
        schedule = self._started()
        self._raise("2026-05-01", note="Wages rose.")
        for day in ("2026-03-05", "2026-03-06", "2026-04-24", "2026-04-25"):
            self._remind(day)
        day = date(2026, 5, 1)
        self.assertEqual(
            self._get_told(schedule), [("price", day, 0), ("price_soon", day, 7)]
        )
        body = self._get_bodies()[-1]
        self.assertIn("05/01/2026", body)
        self.assertIn("31.50", body)
        self.assertIn("Wages rose.", body)

    def test_a_client_reads_it_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.contract.partner_id.lang = "fr_FR"
        schedule = self._started()
        self._raise("2026-05-01")
        self._remind("2026-03-05")
        self.assertTrue(self._get_told(schedule))
        self.assertIn("01/05/2026", self._get_bodies()[-1])

    def test_the_end_of_a_commitment_is_told_to_both_sides(self):
        schedule = self._started(commitment_months=12)
        self.assertEqual(schedule.date_committed, date(2027, 2, 28))
        self._remind("2026-12-30")
        self._remind("2026-12-31")
        self.assertEqual(
            self._get_told(schedule), [("commitment", date(2027, 2, 28), 60)]
        )
        activity = self.contract.sudo().activity_ids
        self.assertIn("02/28/2027", activity.summary)

    def test_a_commitment_holds_until_its_end(self):
        schedule = self._started(commitment_months=6)
        with self._on("2026-04-02"):
            self.assertEqual(schedule._get_term(), date(2026, 8, 31))
            self.plan.client_pause = True
            self.assertIsNone(schedule.sudo()._get_client_change("pause", {}))
        self._run("2026-09-01")
        with self._on("2026-09-02"):
            self.assertEqual(schedule._get_term(), date(2026, 9, 30))
            self.assertTrue(schedule.sudo()._get_client_change("pause", {}))

    def test_a_new_date_is_a_new_reminder(self):
        schedule = self._started(interval_months="12")
        self._remind("2027-01-02")
        self._run("2027-03-01")
        self._remind("2028-01-02")
        self.assertEqual(
            [day for _kind, day, _lead in self._get_told(schedule)],
            [date(2027, 3, 1), date(2028, 3, 1)],
        )

    def test_a_mail_that_fails_keeps_the_others_going(self):
        schedule = self._started()
        self._raise("2026-05-01")
        known = self.env["ir.model.data"].search(
            [("name", "=", "prepaid_schedule_mail_template_price")]
        )
        known.name = "gone"
        with mute_logger("odoo.addons.sale_timesheet_prepaid.cron"):
            self._remind("2026-03-05")
        self.assertFalse(self._get_told(schedule))
        self.assertIn("schedule reminder", self.contract.sudo().cron_faults)
        known.name = "prepaid_schedule_mail_template_price"
        self._remind("2026-03-06")
        self.assertEqual(len(self._get_told(schedule)), 1)
        self.assertNotIn("schedule reminder", self.contract.sudo().cron_faults or {})

    def test_days_that_nobody_can_read_are_refused(self):
        with self.assertRefused("numbers with commas"):
            self.company.prepaid_renewal_days = "soon"
