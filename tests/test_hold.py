from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.models.ledger.short import CreditShort

from .common import TODAY
from .common_hold import EVENING, HoldCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16 12:00:00")
class TestHold(HoldCommon):
    """Credit that is set aside is there when the work ends, and ends once."""

    def test_what_is_set_aside_is_no_longer_available(self):
        hold = self._hold(45)
        self.assertEqual(hold.state, "held")
        self.assertFigures(balance=120, held=45, available=75)

    def test_the_same_work_sets_credit_aside_once(self):
        hold = self._hold(45, reference="call-1")
        self.assertEqual(self._hold(45, reference="call-1"), hold)
        self.assertFigures(balance=120, held=45, available=75)
        hold._release()
        self.assertEqual(self._hold(45, reference="call-1"), hold)
        self.assertFigures(balance=120, held=0, available=120)

    def test_the_same_reference_on_another_contract_is_other_work(self):
        other = self._contract(60, is_default=False)
        hold = self._hold(45, reference="call-1")
        self.assertNotEqual(self._hold(45, other, reference="call-1"), hold)

    def test_work_without_reference_is_set_aside_each_time(self):
        self.assertNotEqual(self._hold(10), self._hold(10))
        self.assertNotEqual(self._hold(10, reference=""), self._hold(10, reference=""))

    def test_no_more_is_set_aside_than_is_there_and_it_says_so(self):
        self._hold(100)
        short = "10 min short: 20 min left, 30 min needed"
        with self.assertRefused(short, CreditShort):
            self._hold(30)
        self._hold(20)
        self.assertFigures(balance=120, held=120, available=0)

    def test_credit_of_days_to_come_cannot_be_set_aside_today(self):
        self._grant(self.contract, 600, date=TODAY + timedelta(days=7))
        with self.assertRefused("2 h left", CreditShort):
            self._hold(121)

    def test_nothing_is_set_aside_for_the_past_or_of_nothing(self):
        for quantity, until in (
            (0, EVENING),
            (-5, EVENING),
            (5, datetime(2026, 3, 16)),
        ):
            with self.assertRefused("a moment to come"):
                self.contract.sudo()._hold(quantity, until)

    def test_parts_of_a_minute_are_not_set_aside_nor_drawn(self):
        with self.assertRefused("no whole number"):
            self._hold(7.5)
        hold = self._hold(10)
        with self.assertRefused("no whole number"):
            hold._post(7.5)

    def test_money_is_set_aside_to_the_cent(self):
        currency = self.company.currency_id.id
        plan = self._plan("Credit", unit="money", currency_id=currency)
        contract = self._contract(500, self.other_client, plan)
        hold = self._hold(120.05, contract)
        self.assertEqual((contract.held, contract.available), (120.05, 379.95))
        hold._post(99.99)
        self.assertEqual((contract.held, contract.available), (0, 400.01))
        with self.assertRefused("no whole number"):
            self._hold(0.005, contract)

    def test_a_suspended_contract_sets_nothing_aside(self):
        self.contract.action_suspend()
        with self.assertRefused("takes no work"):
            self._hold(5)

    def test_a_plan_with_debt_sets_aside_up_to_its_limit(self):
        self.plan.write({"overdraft_policy": "allow", "overdraft_limit": 30})
        self._hold(140)
        with self.assertRefused("short", CreditShort):
            self._hold(11)
        with self.assertRefused("short", CreditShort):
            self._log(11)
        line = self._log(10)
        self.assertDrawn(line, 10)
        self.assertFigures(balance=110, held=140, available=-30)

    def test_a_contract_with_a_hold_stays_with_its_customer_and_unit(self):
        self.plan.overdraft_policy = "allow"
        bare = self._contract(client=self.other_client)
        self._hold(10, bare)
        with self.assertRefused("already has entries"):
            bare.partner_id = self.client
        with self.assertRefused("cannot be deleted"):
            bare.sudo().unlink()

    # === POSTING === #

    def test_what_was_used_is_drawn_and_the_rest_is_free(self):
        hold = self._hold(45)
        entries = hold._post(30)
        self.assertEqual(entries.mapped("quantity"), [-30])
        self.assertEqual((hold.state, hold.posted_quantity), ("posted", 30))
        self.assertFigures(balance=90, held=0, available=90)

    def test_no_more_is_drawn_than_was_set_aside(self):
        hold = self._hold(45)
        for quantity in (46, -1):
            with self.assertRefused("set aside 45 min"):
                hold._post(quantity)
        self.assertFigures(balance=120, held=45, available=75)

    def test_nothing_used_is_released(self):
        hold = self._hold(45)
        self.assertFalse(hold._post(0))
        self.assertEqual(hold.state, "released")
        self.assertFigures(balance=120, held=0, available=120)

    def test_what_has_ended_is_not_drawn_again(self):
        for verb in ("_release", "_expire"):
            hold = self._hold(45)
            getattr(hold, verb)()
            with self.assertRefused("has ended"):
                hold._post(10)
        hold = self._hold(45)
        hold._post(10)
        with self.assertRefused("it is used"):
            hold._post(10)
        hold._release()
        hold._expire()
        self.assertEqual(hold.state, "posted")
        self.assertFigures(balance=110, held=0, available=110)

    def test_nobody_changes_what_has_ended_not_even_a_verb(self):
        hold = self._hold(45)
        hold._release()
        for vals in ({"state": "held"}, {"quantity": 1}, {"posted_quantity": 3}):
            with self.assertRefused("has ended"):
                hold.write(vals)
        with self.assertRefused("is kept"):
            hold.unlink()

    def test_a_suspended_contract_still_keeps_its_promise(self):
        hold = self._hold(45)
        self.contract.action_suspend()
        hold._post(45)
        self.assertFigures(balance=75, held=0, available=75)

    # === OTHER WORK === #

    def test_other_work_is_refused_what_is_set_aside(self):
        self._hold(100)
        with self.assertRefused(
            "10 min short: 20 min left, 30 min needed", CreditShort
        ):
            self._log(30)
        with self.assertRefused("1 h 40 are set aside for other work"):
            self._log(30)
        self._log(20)
        self.assertFigures(balance=100, held=100, available=0)

    def test_other_work_becomes_debt_where_the_plan_allows_it(self):
        self.plan.overdraft_policy = "allow"
        hold = self._hold(100)
        self._log(30)
        self.assertFigures(balance=90, held=100, available=-10)
        self.assertEqual(self.contract.debt, 10)
        hold._post(60)
        self.assertEqual(self.contract.debt, 0)
        self.assertFigures(balance=30, held=0, available=30)

    def test_what_is_released_settles_debt(self):
        self.plan.overdraft_policy = "allow"
        hold = self._hold(120)
        self._log(30)
        self.assertEqual(self.contract.debt, 30)
        hold._release()
        self.assertEqual(self.contract.debt, 0)
        self.assertFigures(balance=90, held=0, available=90)

    def test_earlier_work_uses_credit_that_no_hold_needs(self):
        lapsed = self._grant(self.contract, 30, date_expiry=TODAY - timedelta(days=1))
        self._hold(120)
        self.assertDrawn(self._log(30, day=TODAY - timedelta(days=2)), 30)
        self.assertEqual(lapsed.remaining, 0)
        with self.assertRefused("short", CreditShort):
            self._log(1, day=TODAY - timedelta(days=2))

    def test_new_credit_does_not_settle_debt_with_what_is_set_aside(self):
        self.plan.overdraft_policy = "allow"
        hold = self._hold(150)
        self._log(10)
        self._grant(self.contract, 60)
        self.assertFigures(balance=170, held=150, available=20)
        self.assertEqual(self.contract.debt, 0)
        hold._post(150)
        self.assertFigures(balance=20, held=0, available=20)

    def test_a_client_who_agrees_lets_other_work_go_on_beside_the_hold(self):
        self.plan.overdraft_policy = "consent"
        self._hold(120)
        with self.assertRefused("Ask the client", CreditShort):
            self._log(10)
        approval = self.env["prepaid.approval"].create(
            {"name": "More", "contract_id": self.contract.id, "quantity": 10}
        )
        approval.sudo().state = "approved"
        self.assertDrawn(self._log(10), 10)
        self.assertFigures(balance=110, held=120, available=-10)

    # === TIMESHEETS === #

    def test_a_timesheet_line_draws_what_was_set_aside_for_it(self):
        hold = self._hold(100)
        self._log(20)
        self.assertFigures(balance=100, held=100, available=0)
        line = hold._log(self._work(80))
        self.assertDrawn(line, 80)
        self.assertEqual(line.sudo().prepaid_entry_ids.hold_id, hold)
        self.assertEqual((hold.state, hold.posted_quantity), ("posted", 80))
        self.assertFigures(balance=20, held=0, available=20)

    def test_a_line_uses_two_holds_and_then_free_credit(self):
        holds = self._hold(30) | self._hold(20)
        line = holds.sorted("id")._log(self._work(60))
        self.assertDrawn(line, 60)
        self.assertEqual(holds.mapped("posted_quantity"), [30, 20])
        self.assertFigures(balance=60, held=0, available=60)

    def test_a_line_that_needs_more_than_was_set_aside_follows_the_plan(self):
        hold = self._hold(100)
        self._hold(20)
        with self.assertRefused("short", CreditShort):
            hold._log(self._work(101))
        self.assertEqual(hold.state, "held")

    def test_free_minutes_leave_everything_free(self):
        hold = self._hold(45)
        line = hold._log(self._work(0))
        self.assertDrawn(line, 0)
        self.assertEqual(hold.state, "released")

    def test_a_line_that_is_put_right_later_is_ordinary_work(self):
        hold = self._hold(45)
        line = hold._log(self._work(30))
        line.unit_amount = 1
        self.assertDrawn(line, 60)
        line.unit_amount = 0.25
        self.assertDrawn(line, 15)
        self.assertEqual(hold.posted_quantity, 30)
        line.unlink()
        self.assertFigures(balance=120, held=0, available=120)
