from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_signal import SignalCommon, ago, in_days


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSignalUse(SignalCommon):
    """What the use of a contract asks for, in words."""

    def test_a_client_who_comes_less_is_told_with_figures_and_days(self):
        contract = self._falling()
        signal = self._find()
        self.assertEqual(signal.kind, "use_falling")
        self.assertEqual(
            (signal.contract_id, signal.partner_id), (contract, self.client)
        )
        self.assertEqual(
            signal.reason,
            "Used 2 h in the 60 days until 03/16/2026, after 8 h in the 60 days "
            "before.",
        )
        self.assertEqual(signal.user_id, self.user)
        self.assertEqual((signal.step, signal.urgency), ("call", "2"))
        self.assertEqual(signal.date_found, TODAY)

    def test_work_that_is_taken_off_is_no_use(self):
        self._falling()
        line = self._log(300, day=ago(2))
        self.assertNotIn("use_falling", self._get_kinds())
        line.unlink()
        self.assertIn("use_falling", self._get_kinds())

    def test_work_moved_to_another_contract_of_the_client_does_not_fall(self):
        self._falling()
        other = self._contract(6000, is_default=False)
        self._work(100, 5, 15, 25, prepaid_contract_id=other.id)
        self.assertNotIn("use_falling", self._get_kinds())

    def test_closed_and_ended_contracts_are_not_judged(self):
        contract = self._falling()
        self.assertTrue(self._find())
        contract.date_end = ago(1)
        self.assertFalse(self._find())
        contract.date_end = TODAY
        self.assertTrue(self._find())
        contract.state = "suspended"
        self.assertFalse(self._find())

    def _use_up(self, contract, *days):
        """Buy packs of an hour, each of which lasts so many days."""
        age = sum(days)
        for length in days:
            self._grant(contract, 60, kind="purchase", date=ago(age), pack_quantity=60)
            self._work(30, age - 1, age - length)
            age -= length

    def test_three_packs_that_lasted_under_three_weeks_ask_for_a_bigger_one(self):
        bigger = self._pack(120, is_published=True)
        self._pack(60, is_published=True)
        contract = self._contract()
        self._use_up(contract, 12, 9, 18)
        signal = self._find()
        self.assertEqual(signal.kind, "pack_short")
        self.assertEqual(
            signal.reason, "The last three packs lasted 12, 9 and 18 days."
        )
        self.assertEqual(signal._get_offer_pack(), bigger.product_tmpl_id)
        self.assertIn(bigger.name, signal.next_action)

    def test_a_pack_that_was_taken_back_did_not_run_out(self):
        contract = self._contract()
        self._use_up(contract, 12, 9)
        grant = self._grant(contract, 60, kind="purchase", date=ago(8))
        self._work(30, 5)
        vals = grant._prepare_out_entry_vals("void", 30000, TODAY, "Credited")
        self.env["prepaid.entry"].sudo().create(vals)
        self.assertNotIn("pack_short", self._get_kinds())

    def test_credit_that_nobody_uses_is_told_with_its_price(self):
        contract = self._contract()
        self._grant(contract, 600, date=ago(75), amount=1000)
        signal = self._find()
        self.assertEqual(signal.kind, "idle")
        self.assertEqual(
            signal.reason, "10 h is there since 12/31/2025, and nothing was used yet."
        )
        self.assertEqual(signal.amount, 1000)

    def test_a_pack_a_month_asks_for_hours_every_month_once(self):
        contract = self._contract(refill_product_id=self.pack.id)
        self._grant(contract, 6000, date=ago(200))
        for month in (12, 1, 2):
            year = 2025 if month == 12 else 2026
            self._log(600, day=date(year, month, 10))
        signal = self._find()
        self.assertEqual(signal.kind, "heavy")
        self.assertEqual(
            signal.reason,
            "Used 10 h, 10 h and 10 h in the three months until 02/28/2026: never "
            "less than a pack of 10 h.",
        )
        activity = contract.activity_ids
        self.assertEqual(activity, signal.activity_id)
        self.assertEqual(activity.user_id, self.user)
        self._find()
        self.assertEqual(contract.activity_ids, activity)

    def test_hours_that_come_by_the_calendar_are_not_offered(self):
        contract = self._contract(
            refill_product_id=self.pack.id,
            refill_trigger="schedule",
            refill_interval_months=1,
            refill_next_date=in_days(10),
        )
        self._grant(contract, 6000, date=ago(200))
        for day in (date(2025, 12, 9), date(2026, 1, 9), date(2026, 2, 9)):
            self._log(600, day=day)
        self.assertNotIn("heavy", self._get_kinds())

    def test_hours_that_expire_unused_are_told_with_their_price(self):
        contract = self._contract()
        self._grant(contract, 600, date=ago(20), date_expiry=in_days(30), amount=999.99)
        signal = self._find()
        self.assertEqual(signal.kind, "expiring")
        self.assertEqual(
            signal.reason,
            "10 h will expire unused on 04/15/2026 at the present pace.",
        )
        self.assertEqual(signal.amount, 999.99)
        self.assertEqual(signal.urgency, "2")
        self.assertEqual(self._find(in_days(16)).urgency, "1")

    def test_hours_that_nobody_uses_and_that_expire_are_one_call(self):
        contract = self._contract()
        self._grant(contract, 600, date=ago(90), date_expiry=in_days(30))
        self.assertEqual(self._find().mapped("kind"), ["expiring"])

    def test_hours_that_are_not_lost_are_no_such_news(self):
        contract = self._contract()
        grant = self._grant(contract, 600, date=ago(20), date_expiry=in_days(30))
        grant.expiry_outcome = "keep"
        self.assertFalse(self._find())
        grant.expiry_outcome = "forfeit"
        self.assertEqual(self._get_kinds(), {"expiring"})
        germany = self.env.ref("base.de").id
        self.client.write({"is_company": False, "country_id": germany})
        self.assertFalse(self._find())

    def test_hours_that_roll_over_do_not_expire(self):
        contract = self._contract()
        self._grant(contract, 600, date=ago(20), date_expiry=in_days(30))
        self.plan.write({"rollover_percent": 100, "rollover_months": 12})
        self.assertFalse(self._find())

    def test_a_money_plan_tells_money(self):
        plan = self._plan(
            "Credit", unit="money", currency_id=self.company.currency_id.id
        )
        contract = self._contract(plan=plan)
        self._grant(contract, 500, date=ago(90))
        self.assertIn("500.00", self._find().reason)
