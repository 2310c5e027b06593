from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_schedule import ScheduleCommon


@tagged("post_install", "-at_install")
class TestSchedule(ScheduleCommon):
    """Periods are billed as they begin, each once, and their credit lasts for them."""

    def _start(self, schedule, day="2026-03-01"):
        with self._on(day):
            schedule.action_start()
        return schedule

    def test_a_month_is_invoiced_in_advance_and_granted_for_itself(self):
        schedule = self._start(self._schedule((self.allowance, 1), (self.site, 2)))
        invoice = self._get_invoices(schedule)
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.amount_untaxed, 300)
        self.assertEqual(schedule.next_date, date(2026, 4, 1))
        grant = self.contract.grant_ids
        self.assertEqual(grant.quantity, 480)
        self.assertEqual(grant.date, date(2026, 3, 1))
        self.assertEqual(grant.date_expiry, date(2026, 3, 31))

    def test_each_missed_month_is_billed_once_for_its_own_days(self):
        schedule = self._start(self._schedule())
        self._run("2026-06-10")
        self._run("2026-06-10")
        claims = schedule.sudo().claim_ids.sorted("date_from")
        self.assertEqual(
            claims.mapped("date_from"), [date(2026, month, 1) for month in (3, 4, 5, 6)]
        )
        self.assertEqual(len(self._get_invoices(schedule)), 4)
        self.assertEqual(schedule.next_date, date(2026, 7, 1))

    def test_a_start_between_is_billed_by_its_days(self):
        schedule = self._schedule(
            (self.allowance, 1), start=date(2026, 3, 17), anchor_day=1
        )
        self._start(schedule, "2026-03-17")
        invoice = self._get_invoices(schedule)
        self.assertEqual(invoice.amount_untaxed, 116.13)
        self.assertEqual(self.contract.grant_ids.quantity, 232)
        self._run("2026-04-01")
        self.assertEqual(self._get_invoices(schedule)[-1].amount_untaxed, 240)

    def test_a_quarter_is_billed_and_each_month_granted_when_it_begins(self):
        schedule = self._start(self._schedule(interval_months="3"))
        invoice = self._get_invoices(schedule)
        self.assertEqual(invoice.amount_untaxed, 720)
        self.assertEqual(self.contract.balance, 480)
        self._run("2026-04-01")
        self._run("2026-04-02")
        grants = self.contract.grant_ids.sorted("date")
        self.assertEqual(
            grants.mapped("date_expiry"), [date(2026, 3, 31), date(2026, 4, 30)]
        )
        self.assertEqual(len(self._get_invoices(schedule)), 1)

    def test_what_is_not_used_rolls_over_as_the_plan_says(self):
        self.plan.write({"rollover_percent": 40, "rollover_months": 1})
        self._start(self._schedule())
        self._run("2026-04-01")
        with self._on("2026-04-03"):
            self._run_cron("prepaid_grant_expire_cron")
        rolled = self.contract.grant_ids.filtered(lambda g: g.kind == "rollover")
        self.assertEqual(rolled.quantity, 192)
        self.assertEqual(rolled.date_expiry, date(2026, 4, 30))
        self.assertEqual(self.contract.balance, 480 + 192)

    def test_what_rolls_over_is_capped_and_expires_a_month_later(self):
        self.plan.write({"rollover_percent": 40, "rollover_most": 120})
        self._start(self._schedule())
        for day, balance in (("2026-04-03", 480 + 120), ("2026-05-03", 480 + 120)):
            self._run(day)
            with self._on(day):
                self._run_cron("prepaid_grant_expire_cron")
            self.assertEqual(self.contract.balance, balance)
        rolled = self.contract.grant_ids.filtered(lambda g: g.kind == "rollover")
        self.assertEqual(sum(rolled.mapped("remaining")), 120)
        self.assertTiesOut()

    def test_the_allowance_goes_before_bought_packs(self):
        self._grant(self.contract, 600, date_expiry=date(2026, 12, 31))
        self._start(self._schedule())
        with self._on("2026-03-05"):
            line = self._log(60, day=date(2026, 3, 5))
        self.assertEqual(
            line.sudo().prepaid_entry_ids.grant_id.date_expiry, date(2026, 3, 31)
        )

    def test_the_31st_is_the_last_day_of_short_months(self):
        schedule = self._start(self._schedule(start=date(2026, 1, 31)), "2026-01-31")
        self.assertEqual(schedule.next_date, date(2026, 2, 28))
        self._run("2026-02-28")
        self.assertEqual(schedule.next_date, date(2026, 3, 31))

    def test_a_contract_has_one_schedule_that_is_not_ended(self):
        self._schedule()
        with self.assertRaisesRegex(ValidationError, "one schedule"):
            self._schedule()

    def test_what_started_is_not_changed_by_hand(self):
        schedule = self._start(self._schedule())
        with self.assertRefused("Change"):
            schedule.line_ids.quantity = 5
        with self.assertRefused("Change"):
            schedule.date_start = date(2026, 1, 1)
        with self.assertRefused("stays"):
            schedule.sudo().unlink()

    def test_what_is_billed_by_delivery_cannot_be_billed_in_advance(self):
        work = self._option("By the hour", 100, invoice_policy="delivery")
        with self.assertRefused("in advance"):
            self._schedule((work, 1))

    def test_an_order_that_fails_stays_to_be_done_and_the_days_are_claimed_once(self):
        self.contract.refill_mode = "draft_invoice"
        schedule = self._start(self._schedule())
        self.assertEqual(self._get_invoices(schedule).state, "draft")
        self.assertEqual(schedule.refill_ids.sudo().state, "waiting")
        self._run("2026-03-02")
        self.assertEqual(len(self._get_orders(schedule)), 1)

    def test_the_contract_tells_of_the_period_that_waits(self):
        self.contract.refill_mode = "draft_invoice"
        self._start(self._schedule())
        seen = self.contract.with_user(self.user)
        self.assertIn("Invoice to validate", seen.waiting_text)
        self.assertEqual(seen.waiting_step, "action_open_document")

    def test_who_is_charged_for_refills_gets_the_invoice_with_its_link(self):
        self.contract.refill_mode = "charge"
        schedule = self._start(self._schedule())
        self.assertEqual(self._get_invoices(schedule).state, "posted")
        self.assertFalse(schedule.sudo().refill_ids.transaction_ids)

    def test_a_refill_at_the_threshold_goes_on_beside_it(self):
        self.contract.write({"refill_trigger": "threshold", "low_threshold": 60})
        self.contract.write({"refill_product_id": self.pack.id})
        schedule = self._start(self._schedule())
        with self._on("2026-03-02"):
            self._log(450, day=date(2026, 3, 2))
            self._run_cron("prepaid_refill_cron")
        refills = self.contract.sudo().refill_ids
        self.assertEqual(len(refills), 2)
        self.assertEqual(len(refills - schedule.sudo().refill_ids), 1)

    def test_strangers_get_nothing(self):
        schedule = self._start(self._schedule())
        portal = self._user("stranger", "base.group_portal")
        for user in (self.technician, portal):
            with self.assertRaises(AccessError):
                schedule.with_user(user).read(["state"])
        with self.assertRaises(AccessError):
            schedule.with_user(self.accountant).write({"notice_days": 3})

    def test_another_company_does_not_see_it(self):
        schedule = self._start(self._schedule())
        other = self._user(
            "elsewhere",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user",
            company=self.setup_other_company(name="Other Ltd")["company"],
        )
        self.assertFalse(self.env["prepaid.schedule"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            schedule.with_user(other).read(["state"])

    def test_it_starts_once_and_only_with_something_to_sell(self):
        schedule = self._start(self._schedule())
        with self.assertRaises(UserError):
            schedule.action_start()
