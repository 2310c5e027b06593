from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY, PrepaidCommon
from odoo.addons.sale_timesheet_prepaid.tests.common_addon_guard import AddonGuardCases


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGuard(AddonGuardCases, PrepaidCommon):
    addon = "sale_timesheet_prepaid_loyalty"
    guarded = {"prepaid.opening.line"}
