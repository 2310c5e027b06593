from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY
from odoo.addons.sale_timesheet_prepaid.tests.common_addon_guard import AddonGuardCases

from .common import RecurringCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGuard(AddonGuardCases, RecurringCommon):
    addon = "sale_timesheet_prepaid_contract"
    guarded = {"account.move.line", "contract.line"}
