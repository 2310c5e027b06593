from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_addon_guard import AddonGuardCases

from .common import ADDON, ServicePortalCommon


@tagged("post_install", "-at_install")
class TestGuard(AddonGuardCases, ServicePortalCommon):
    addon = ADDON
    guarded = {
        "account.analytic.line",
        "prepaid.service.request",
        "product.template",
    }

    def test_another_company_sees_no_request(self):
        request = self._book()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user(
            "far",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager",
            company=company,
        )
        with self.assertRaises(AccessError):
            request.with_user(stranger).read(["display_name"])

    def test_technicians_see_no_request_of_a_closed_project(self):
        request = self._book()
        self.project.privacy_visibility = "followers"
        with self.assertRaises(AccessError):
            request.with_user(self.technician).read(["name"])

    def test_nobody_writes_or_deletes_a_request(self):
        request = self._book()
        for user in (self.technician, self.user, self.manager, self.ann, self.bob):
            with self.subTest(user.login), self.assertRaises(AccessError):
                request.with_user(user).write({"state": "delivered"})
            with self.subTest(user.login), self.assertRaises(AccessError):
                request.with_user(user).unlink()

    def test_clients_have_no_way_to_the_model(self):
        request = self._book()
        for user in (self.ann, self.bob):
            with self.subTest(user.login), self.assertRaises(AccessError):
                request.with_user(user).read(["name"])
