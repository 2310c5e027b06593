from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, freeze_time, tagged

from ..models.sales.anchored import first_after, following
from .common import PrepaidCommon


class TestAnchored(BaseCase):
    def test_the_last_day_stands_for_one_that_a_month_has_not(self):
        day, days = date(2026, 1, 31), []
        for _month in range(3):
            day = following(day, 1, 31)
            days.append(day)
        expected = [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
        self.assertEqual(days, expected)

    def test_a_year_goes_over_december(self):
        self.assertEqual(following(date(2026, 11, 15), 3, 15), date(2027, 2, 15))

    def test_missed_days_are_passed_over(self):
        day = first_after(date(2026, 1, 31), date(2026, 5, 2), 1, 31)
        self.assertEqual(day, date(2026, 5, 31))


@tagged("post_install", "-at_install")
class TestRefillCalendar(PrepaidCommon):
    """Refills on a day of the month, with or without the threshold."""

    def _contract(self, quantity=600, **over):
        vals = {
            "low_threshold": 120,
            "refill_trigger": "schedule",
            "refill_product_id": self.pack.id,
            "refill_next_date": "2026-01-31",
        }
        return super()._contract(quantity, **(vals | over))

    def _run(self, day):
        with freeze_time(f"{day} 12:00:00"), self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_refill_cron"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _close(self, contract):
        contract.sudo().refill_ids.action_cancel()

    def test_one_refill_a_day_that_has_come_whatever_the_balance(self):
        contract = self._contract()
        self._run("2026-01-30")
        self.assertFalse(contract.refill_ids)
        self._run("2026-01-31")
        self._run("2026-01-31")
        self.assertEqual(contract.refill_ids.mapped("state"), ["waiting"])
        self.assertEqual(contract.refill_next_date, date(2026, 2, 28))
        self._close(contract)
        self._run("2026-02-28")
        self.assertEqual(len(contract.refill_ids), 2)
        self.assertEqual(contract.refill_next_date, date(2026, 3, 31))

    def test_days_that_nobody_ran_make_one_refill(self):
        contract = self._contract()
        self._run("2026-05-02")
        self.assertEqual(len(contract.refill_ids), 1)
        self.assertEqual(contract.refill_next_date, date(2026, 5, 31))

    @freeze_time("2026-01-10")
    def test_by_the_calendar_alone_use_starts_nothing(self):
        contract = self._contract()
        self._log(500)
        self.assertFalse(contract.refill_due)
        contract.refill_trigger = "both"
        self.assertTrue(contract.refill_due)

    def test_up_to_a_level_it_brings_what_is_missing(self):
        contract = self._contract(100, refill_target=1500)
        self._run("2026-01-31")
        self.assertEqual(contract.refill_ids.quantity, 3)
        self.assertEqual(contract.refill_ids.state, "waiting")

    def test_a_level_that_is_reached_needs_no_refill(self):
        contract = self._contract(600, refill_target=600)
        self._run("2026-01-31")
        self.assertFalse(contract.refill_ids)
        self.assertEqual(contract.refill_next_date, date(2026, 2, 28))

    def test_a_pause_puts_it_off(self):
        contract = self._contract(refill_pause_until="2026-02-10")
        self._run("2026-01-31")
        self.assertEqual(contract.refill_ids.state, "pending")
        self.assertIn("Paused until", contract.refill_ids.reason)
        self._run("2026-02-09")
        self.assertEqual(contract.refill_ids.state, "pending")
        self._run("2026-02-10")
        self.assertEqual(contract.refill_ids.state, "waiting")

    def test_after_their_last_day_none_starts(self):
        contract = self._contract(refill_date_end="2026-01-30")
        self._run("2026-01-31")
        self.assertEqual(contract.refill_ids.state, "cancelled")

    def test_shortly_before_the_contract_ends_none_starts(self):
        self.company.sudo().prepaid_refill_end_days = 14
        contract = self._contract(date_end="2026-02-14")
        self._run("2026-01-31")
        self.assertEqual(contract.refill_ids.state, "cancelled")
        self.assertIn("ends on", contract.refill_ids.reason)

    def test_money_of_a_month_is_counted_together(self):
        contract = self._contract(refill_cap_amount=1500)
        self._run("2026-01-31")
        invoice = contract.refill_ids.invoice_ids
        invoice.action_post()
        self._pay(invoice)
        contract.refill_next_date = "2026-01-31"
        self._run("2026-01-31")
        self.assertEqual(contract.refill_ids[0].mode, "activity")
        self.assertIn("more than the contract lets", contract.refill_ids[0].reason)

    def test_without_a_day_there_is_no_calendar(self):
        contract = self._contract(refill_trigger="none", refill_next_date=False)
        with self.assertRefused("Say when", ValidationError):
            contract.refill_trigger = "schedule"
