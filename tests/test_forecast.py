from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestForecast(PrepaidCommon):
    """When a contract's credit is gone, from its ledger, for lists and pages."""

    def _used(self, credit=1000, minutes=10, days=40, **over):
        """Return a contract of which so much was used on each of the last days."""
        contract = self._contract(**over)
        self._grant(contract, credit, date=date(2026, 1, 1))
        for age in range(days):
            self._log(minutes, day=TODAY - timedelta(days=age))
        return contract

    def _run_cron(self):
        with self.enter_registry_test_mode():
            cron = "sale_timesheet_prepaid.prepaid_contract_forecast_cron"
            self.env.ref(cron).method_direct_trigger()
        self.env.invalidate_all()

    def test_lists_keep_the_day_that_the_client_reads(self):
        contract = self._used()
        contract._update_forecast()
        told = contract._get_forecast()
        self.assertEqual(contract.date_run_out, date(2026, 5, 15))
        self.assertEqual(contract.date_run_out, told.day)
        self.assertEqual(contract.date_run_out_soonest, told.soonest)
        self.assertEqual(contract.date_run_out_latest, told.latest)
        self.assertEqual(contract._get_burn_down()["run_out"], told.day)
        self.assertEqual(contract.forecast_state, "told")
        self.assertEqual(contract.forecast_date, TODAY)

    def test_only_work_is_use(self):
        """Refills, transfers, corrections, expiry and credit notes are no use."""
        contract = self._used()
        daily = contract._get_forecast().daily
        line = self._log(200, day=TODAY)
        self.assertGreater(contract._get_forecast().daily, daily)
        line.unlink()
        self.assertEqual(contract._get_forecast().daily, daily)
        grant = self._grant(contract, 500)
        for kind in ("expire", "void", "adjust", "transfer"):
            vals = grant._prepare_out_entry_vals(kind, 50000, TODAY, "Out")
            self.env["prepaid.entry"].sudo().create(vals)
        self.assertEqual(contract._get_forecast().daily, daily)

    def test_credit_that_was_not_paid_after_all_is_no_use(self):
        contract = self._used(credit=400, minutes=5)
        daily = contract._get_forecast().daily
        contract.grant_ids.sudo()._raise_debt(100000)
        self.assertEqual(contract.debt, 100)
        self.assertEqual(contract._get_forecast().daily, daily)

    def test_new_credit_is_seen_at_once(self):
        contract = self._used()
        contract._update_forecast()
        before = contract.date_run_out
        self._grant(contract, 300)
        self.assertGreater(contract.date_run_out, before)

    def test_what_is_set_aside_is_not_there(self):
        contract = self._used()
        before = contract._get_forecast().day
        contract.sudo()._hold(100, datetime(2026, 3, 18))
        self.assertEqual(contract._get_forecast().day, before - timedelta(days=10))

    def test_credit_expires_before_it_is_used(self):
        contract = self._used()
        end = TODAY + timedelta(days=9)
        contract.grant_ids.date_expiry = end
        self.assertEqual(contract._get_forecast().day, end)
        self.plan.write({"rollover_percent": 10, "rollover_months": 12})
        # A tenth of 1000 minutes rolls over, at 10 minutes a day.
        self.assertEqual(contract._get_forecast().day, end + timedelta(days=10))

    def test_the_warning_goes_by_pace(self):
        """Most of the credit is used in a fifth of its time, and 25 days are left."""
        contract = self._used(credit=650, low_threshold=10)
        contract.grant_ids.date_expiry = TODAY + timedelta(days=300)
        contract._update_forecast()
        self.assertEqual(contract.alert_level, "none")
        self.assertGreater(contract.pace_percent, 110)
        self.assertTrue(contract.is_used_fast)
        self.assertTrue(contract.needs_attention)
        self._grant(contract, 300)
        self.assertFalse(contract.is_used_fast)
        contract.grant_ids.date_expiry = False
        contract._update_forecast()
        self.assertFalse(contract.pace_percent or contract.is_used_fast)

    def test_the_proposed_refill_lasts_a_month(self):
        pack = self._pack(100)
        contract = self._used(credit=450, refill_product_id=pack.id, low_threshold=60)
        # 50 minutes are left, and 10 a day are used: 360 are wanted.
        self.assertEqual(contract._get_needed_packs(pack), 1)
        self.assertEqual(contract._get_proposed_packs(pack), 4)

    def test_notices_tell_the_day(self):
        contract = self._used(credit=450, low_threshold=60, user_id=self.user.id)
        self.assertIn("at this pace until 03/21/2026", contract._get_level_summary())

    # === EVERY DAY === #

    def test_the_cron_brings_old_forecasts_up_to_date_once(self):
        contract = self._used()
        contract._foretell()
        with freeze_time(TODAY + timedelta(days=1)):
            domain = contract._get_forecast_domain()
            self.assertIn(contract, contract.search(domain))
            self._run_cron()
            self.assertEqual(contract.forecast_date, TODAY + timedelta(days=1))
            self.assertNotIn(contract, contract.search(domain))

    def test_lists_follow_the_work_of_the_day(self):
        contract = self._used()
        contract._foretell()
        before = contract.date_run_out
        self.assertFalse(contract.forecast_due)
        self._log(400)
        self.assertTrue(contract.forecast_due)
        self._run_cron()
        self.assertFalse(contract.forecast_due)
        self.assertLess(contract.date_run_out, before)

    def test_one_bad_contract_keeps_nobody_waiting(self):
        good, bad = self._used(), self._contract(60, is_default=False)
        (good | bad)._foretell()
        Contract = self.registry["prepaid.contract"]
        make_lots = Contract._make_lots

        def fail(contract, *args):
            if contract == bad:
                raise UserError(bad.name)
            return make_lots(contract, *args)

        with freeze_time(TODAY + timedelta(days=1)):
            with patch.object(Contract, "_make_lots", fail):
                self._run_cron()
            self.assertEqual(good.forecast_date, TODAY + timedelta(days=1))
            self.assertEqual(bad.forecast_date, TODAY)
            self.assertIn(bad.name, bad.sudo().fault_text)
            self._run_cron()
            self.assertFalse(bad.sudo().fault_text)

    def test_days_are_the_companys(self):
        contract = self._used()
        self.company.partner_id.tz = "Pacific/Auckland"
        with freeze_time("2026-03-16 20:00:00"):
            contract._update_forecast()
            self.assertEqual(contract.forecast_date, date(2026, 3, 17))

    def test_1000_contracts_cost_as_many_queries_as_one(self):
        one, many = self._used(), self.env["prepaid.contract"]
        for _number in range(20):
            many |= self._contract(60, is_default=False)
        self.env.flush_all()
        (many | one)._get_forecasts()
        with self.assertQueryCount(3):
            (many | one)._get_forecasts()
