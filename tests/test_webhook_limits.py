from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_webhook import WebhookCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWebhookLimits(WebhookCommon):
    """Credit for some work, and shares of sites, told to other programs."""

    def setUp(self):
        super().setUp()
        self.onsite = self.env["prepaid.usage.type"].create({"name": "On-site"})
        self._grant(self.contract, 300, usage_type_ids=self.onsite.ids)
        self.webhook.write({"on_work": False, "on_scope": True, "on_share": True})

    def _run(self, cron):
        with self.enter_registry_test_mode():
            name = f"sale_timesheet_prepaid.prepaid_{cron}_cron"
            self.env.ref(name).method_direct_trigger()

    def test_credit_for_some_work_that_runs_low_is_told(self):
        self._log(250, usage_type_id=self.onsite.id)
        self._run("contract_notify")
        told = self._get_told()
        left = {
            "usage_type_ids": self.onsite.ids,
            "project_ids": [],
            "pays_for": "On-site",
            "quantity": 50,
            "date_expiry": None,
        }
        self.assertEqual(told["scopes"], [left | {"level": "low"}])
        self.assertIn(left, told["credit"]["scopes"])
        self.assertEqual(self._get_events(), ["scope.low"])

    def test_a_share_that_is_nearly_used_is_told(self):
        share = self.env["prepaid.share"].create(
            {
                "contract_id": self.contract.id,
                "partner_id": self.client.id,
                "quantity": 100,
                "is_hard": True,
            }
        )
        self._log(80)
        self._run("share")
        told = self._get_told()
        left = {
            "partner": {"id": self.client.id, "name": self.client.display_name},
            "period": "month",
            "date_from": "2026-03-01",
            "date_to": "2026-03-31",
            "is_hard": True,
            "limit": 100,
            "used": 80,
            "left": 20,
        }
        self.assertEqual(told["share"], left | {"percent": 75})
        self.assertEqual(told["credit"]["shares"], [left])
        self.assertEqual(self._get_events(), ["share.reached"])
        share.period = "month"

    def test_who_does_not_ask_hears_nothing(self):
        self.webhook.write({"on_scope": False, "on_share": False})
        self._log(300, usage_type_id=self.onsite.id)
        self._run("contract_notify")
        self.assertFalse(self._get_events())
