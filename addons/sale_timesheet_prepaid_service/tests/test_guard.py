from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_addon_guard import AddonGuardCases

from .common import ADDON, NOW, ServiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGuard(AddonGuardCases, ServiceCommon):
    addon = ADDON
    guarded = {"account.analytic.line", "prepaid.request", "product.template"}

    def test_another_company_reads_no_request(self):
        request = self._booked()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user(
            "far",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager",
            company=company,
        )
        with self.assertRaises(AccessError):
            request.with_user(stranger).read(["title"])
