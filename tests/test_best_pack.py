from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_schedule import ScheduleCommon
from .common_what_if import WhatIfCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBestPack(WhatIfCommon):
    """The bigger pack with which the client's work would have cost less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bigger = cls._pack(1200, 1800, name="20 h")
        cls.biggest = cls._pack(6000, 6000, name="100 h")

    def _buy_and_work(self):
        for day in ("2026-01-10", "2026-02-10"):
            self._sell(day=day)
            self._work((day, 600))

    def test_the_pack_that_would_have_saved_the_most(self):
        self._buy_and_work()
        self.assertEqual(self.contract._get_best_pack(), (self.bigger, 200))
        self._pack(1000, 1400, name="16 h 40")
        # At 1.40 a minute 1200 minutes are 1680: 120 less than of the 20 h.
        best, saving = self.contract._get_best_pack()
        self.assertEqual((best.name, saving), ("16 h 40", 320))

    def test_a_pack_that_would_not_have_been_used_up_is_none(self):
        """100 hours would be the cheapest hours, but nobody works so much."""
        self._sell(day="2026-01-10")
        self._work(("2026-01-10", 600))
        self.assertIsNone(self.contract._get_best_pack())

    def test_what_expires_counts(self):
        self.bigger.product_tmpl_id.write(
            {"prepaid_validity": "months", "prepaid_validity_months": 1}
        )
        self._buy_and_work()
        self.assertIsNone(self.contract._get_best_pack())

    def test_only_packs_for_sale_are_proposed(self):
        self._buy_and_work()
        self.bigger.sale_ok = False
        self.assertIsNone(self.contract._get_best_pack())
        self.bigger.write({"sale_ok": True, "list_price": 0})
        self.assertIsNone(self.contract._get_best_pack())
        self.bigger.write({"list_price": 1800, "active": False})
        self.assertIsNone(self.contract._get_best_pack())

    def test_smaller_and_equal_packs_are_not_bigger(self):
        self._pack(600, 500, name="10 h, cheap")
        self.bigger.list_price = 2000
        self._buy_and_work()
        self.assertIsNone(self.contract._get_best_pack())

    def test_a_contract_without_work_or_payment_has_none(self):
        self.assertIsNone(self.contract._get_best_pack())
        self._work(("2026-03-01", 1300))
        self.assertIsNone(self.contract._get_best_pack(), "Nothing was spent yet.")

    def test_old_work_does_not_count(self):
        self._buy_and_work()
        with freeze_time(date(2026, 9, 1)):
            self.assertIsNone(self.contract._get_best_pack())
            self.assertTrue(self.contract._get_best_pack(months=12))

    def test_a_closed_contract_buys_nothing_more(self):
        self._buy_and_work()
        self.contract.state = "closed"
        self.assertIsNone(self.contract._get_best_pack())

    def test_who_asks_needs_no_rights_of_their_own(self):
        """A page works it out for people who read prices; the rights are the page's."""
        self._buy_and_work()
        contract = self.contract.with_user(self.technician)
        self.assertEqual(contract._get_best_pack(), (self.bigger, 200))

    def test_many_at_once_are_the_same_as_one_by_one(self):
        self._buy_and_work()
        other = self._contract(client=self.partner_a)
        self.assertEqual(
            (self.contract | other)._get_best_packs(),
            {self.contract: self.contract._get_best_pack()},
        )


@tagged("post_install", "-at_install")
class TestBestMonthlyPack(ScheduleCommon):
    """Who buys by the month is asked for a bigger pack by the month."""

    def test_a_bigger_allowance_would_have_saved(self):
        self.plan.overdraft_policy = "allow"
        bigger = self._pack(960, 300, name="16 h a month")
        self.contract.refill_product_id = self.allowance
        days = date(2026, 1, 20), date(2026, 2, 20)
        for day in days:
            # What is beyond eight hours needs one more pack a month.
            with self._on(day):
                self._bill(self.allowance, 1, invoice_date=day, date=day)
        schedule = self._schedule((self.allowance, 1), start=date(2026, 1, 1))
        with self._on(date(2026, 1, 1)):
            schedule.action_start()
        for day in days:
            self._run(day)
            with self._on(day):
                self._log(960, day=day)
        with self._on(date(2026, 2, 28)):
            best = self.contract._get_best_pack(months=3)
        # Twice 480.00 were spent; two months of the bigger pack are 600.00.
        self.assertEqual(best, (bigger, 360))
