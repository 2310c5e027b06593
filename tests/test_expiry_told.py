from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_webhook import WebhookCommon

DAY = date(2026, 4, 1)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestExpiryTold(WebhookCommon):
    """What becomes of credit that expires, told to other programs."""

    def _notify(self):
        self.company.prepaid_expiry_notice_days = 30
        with self.enter_registry_test_mode():
            cron = "sale_timesheet_prepaid.prepaid_contract_notify_cron"
            self.env.ref(cron).method_direct_trigger()

    def test_a_message_says_what_becomes_of_it(self):
        self._grant(self.contract, 90, date_expiry=DAY, expiry_outcome="refund")
        self._notify()
        self.assertEqual(self._get_told()["grant"]["outcome"], "refund")

    def test_credit_that_must_not_expire_is_told_to_nobody(self):
        self._grant(self.contract, 90, date_expiry=DAY)
        self.contract.sudo().write({"expiry_choice": "stay", "expiry_reason": "Asked"})
        self._notify()
        self.assertFalse(self._get_deliveries())
        self.assertFalse(self.contract.grant_ids.filtered("date_expiry"))

    def test_the_balance_says_what_becomes_of_the_next(self):
        told = self.contract._tell_next_expiry
        self.assertIsNone(told())
        self._grant(self.contract, 45, date_expiry=date(2026, 5, 1))
        self._grant(self.contract, 90, date_expiry=DAY, expiry_outcome="carry")
        expected = {"date": "2026-04-01", "quantity": 90, "outcome": "carry"}
        self.assertEqual(told(), expected)
        # Of the same day, what is lost is told first.
        self._grant(self.contract, 30, kind="goodwill", date_expiry=DAY)
        self.assertEqual(told(), expected | {"quantity": 30, "outcome": "forfeit"})
        # A gift may expire where what was paid for must not.
        self.contract.sudo().write({"expiry_choice": "stay", "expiry_reason": "Asked"})
        self.assertEqual(told()["quantity"], 30)
