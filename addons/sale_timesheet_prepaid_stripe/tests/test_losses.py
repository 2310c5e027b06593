from unittest import SkipTest

from odoo.modules.registry import Registry
from odoo.tests import get_db_name, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_charge import ChargeCommon
from odoo.addons.sale_timesheet_prepaid.tests.common_losses import LossesCommon

ADDON = "sale_timesheet_prepaid_stripe"


class StripeLossesCommon(ChargeCommon, LossesCommon):
    """A payment through Stripe of a client."""

    def _payment(self, **over):
        provider = self.env.ref("payment.payment_provider_stripe").sudo()
        vals = {
            "provider_id": provider.id,
            "payment_method_id": self.env.ref("payment.payment_method_card").id,
            "amount": 10,
            "currency_id": self.company.currency_id.id,
            "partner_id": self.client.id,
            "reference": "Paid by card",
        }
        return self.env["payment.transaction"].sudo().create(vals | over)


@tagged("post_install", "-at_install")
class TestLosses(StripeLossesCommon):
    """Who uninstalls the addon for Stripe is told what is not heard of any more."""

    def test_disputes_are_counted(self):
        self._payment(stripe_dispute_ref="dp_1")
        self.assertRegex(self._tell_losses(ADDON), r"[1-9]\d* payments forget")

    def test_a_payment_that_is_not_held_for_parts_stands_in_nobodys_way(self):
        self._payment(state="authorized")
        self.assertEqual(self._uninstall(ADDON), "to remove")


@tagged("post_install", "-at_install")
class TestLossesOfTalks(StripeLossesCommon):
    """What Odoo alone would capture whole is ended first."""

    @classmethod
    def setUpClass(cls):
        # Talks hold amounts; this addon does not need theirs.
        names = Registry(get_db_name())._init_modules
        if "sale_timesheet_prepaid_session" not in names:
            raise SkipTest("sale_timesheet_prepaid_session is not installed")
        super().setUpClass()

    def test_money_held_for_a_part_is_named(self):
        usage_type = self.env["prepaid.usage.type"].search([], limit=1)
        session = (
            self.env["prepaid.session"]
            .sudo()
            .create(
                {
                    "company_id": self.company.id,
                    "usage_type_id": usage_type.id,
                    "user_id": self.technician.id,
                    "project_id": self.project.id,
                    "currency_id": self.company.currency_id.id,
                }
            )
        )
        self._payment(state="authorized", prepaid_session_id=session.id)
        self.assertIn("Paid by card", self._tell_losses(ADDON))
        with self.assertRefused("Paid by card"):
            self._uninstall(ADDON)
