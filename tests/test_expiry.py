from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestExpiry(PrepaidCommon):
    def _expire(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_grant_expire_cron"
            ).method_direct_trigger()

    def test_unused_credit_leaves_once_after_the_grace(self):
        self.plan.expiry_grace_days = 5
        contract = self._contract()
        self._grant(contract, 60, date_expiry=date(2026, 3, 11))
        self._expire()
        self.assertEqual(contract.balance, 60)
        with freeze_time("2026-03-17"):
            self._expire()
            self._expire()
        expired = contract.entry_ids.filtered(lambda e: e.kind == "expire")
        self.assertEqual(expired.mapped("quantity"), [-60])
        self.assertEqual(expired.date, date(2026, 3, 17))
        self.assertEqual(contract.grant_ids.state, "expired")

    def test_work_before_the_expiry_can_be_logged_within_the_grace(self):
        self.plan.expiry_grace_days = 10
        contract = self._contract()
        self._grant(contract, 60, date_expiry=date(2026, 3, 10))
        self._log(20, day=date(2026, 3, 10))
        self.assertEqual(contract.balance, 40)
        with self.assertRefused("not enough credit left"):
            self._log(20, day=date(2026, 3, 11))

    def test_time_given_back_after_the_expiry_expires_too(self):
        contract = self._contract()
        self._grant(contract, 60, date_expiry=date(2026, 3, 15))
        line = self._log(20, day=date(2026, 3, 15))
        self._expire()
        line.unlink()
        self.assertEqual(contract.balance, 20)
        self._expire()
        self.assertEqual(contract.balance, 0)
