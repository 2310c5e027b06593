from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_schedule import ScheduleCommon
from .common_withdrawal import WithdrawalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWithdrawalSchedule(WithdrawalCommon, ScheduleCommon):
    """Who withdraws from the first period takes no further one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.client_stop = False
        cls.mine = cls._contract(client=cls.buyer, refill_mode="posted_invoice")

    def _start(self, *lines):
        lines = lines or ((self.allowance, 1),)
        schedule = self._schedule(
            *lines, start=TODAY, contract=self.mine, commitment_months=12
        )
        schedule.action_start()
        [order] = self._get_orders(schedule)
        return schedule, order

    def test_the_schedule_ends_and_bills_nothing_more(self):
        schedule, order = self._start()
        self.assertEqual(order.prepaid_withdrawal_until, date(2026, 3, 30))
        self._log(120, task=self.printer)
        with freeze_time("2026-03-20"):
            withdrawal = self._withdraw(order)
        self.assertEqual(schedule.state, "ended")
        # Nobody asked to begin: all of it goes back, by its credit note alone.
        self.assertEqual(withdrawal.note_ids.amount_total, 240)
        self.assertNotIn("end what", withdrawal.activity_ids.note)
        withdrawal.note_ids.action_post()
        for day in ("2026-04-16", "2026-05-16"):
            self._run(date.fromisoformat(day))
        self.assertEqual(self._get_orders(schedule), order)
        self.assertEqual((self.mine.balance, self.mine.debt), (0, 0))
        self.assertEqual(
            sum(self._get_invoices(schedule).mapped("amount_untaxed_signed")), 0
        )

    def test_who_keeps_a_pack_of_it_is_asked_about_by_a_person(self):
        other = self._pack(60, 50)
        schedule, order = self._start((self.allowance, 1), (other, 1))
        line = order.order_line.filtered(lambda line: line.product_id == other)
        withdrawal = self._withdraw(order, line)
        self.assertEqual(schedule.state, "running")
        self.assertIn("end what the client takes", withdrawal.activity_ids.note)

    def test_a_later_period_that_was_ordered_already_is_for_a_person(self):
        schedule, order = self._start()
        claim = schedule.sudo().claim_ids[:1]
        later = self._order(self.allowance, client=self.buyer)
        later.action_confirm()
        claim.copy({"sale_line_id": later.order_line.id})
        withdrawal = self._withdraw(order)
        self.assertEqual(schedule.state, "running")
        self.assertIn("end what the client takes", withdrawal.activity_ids.note)
