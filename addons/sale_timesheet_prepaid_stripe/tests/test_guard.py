from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY
from odoo.addons.sale_timesheet_prepaid.tests.common_addon_guard import AddonGuardCases

from .common import StripeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGuard(AddonGuardCases, StripeCommon):
    addon = "sale_timesheet_prepaid_stripe"
    guarded = {"payment.token", "payment.transaction", "prepaid.payment.difference"}
