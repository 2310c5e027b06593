from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_addon_guard import AddonGuardCases

from .common import ADDON, START, SessionCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestGuard(AddonGuardCases, SessionCommon):
    addon = ADDON
    guarded = {
        "account.analytic.line",
        "payment.transaction",
        "prepaid.duty",
        "prepaid.call.column",
        "prepaid.call.import",
        "prepaid.call.known",
        "prepaid.call.layout",
        "prepaid.call.record",
        "prepaid.call.rule",
        "prepaid.hold",
        "prepaid.session",
        "prepaid.session.cancellation",
        "prepaid.session.offer",
        "res.users",
        "prepaid.session.visit",
    }

    def test_technicians_read_their_talks_without_prices(self):
        session = self._held()
        mine = session.with_user(self.technician)
        self.assertEqual(mine.state, "secured")
        for name in ("due_amount", "terms", "cap_amount", "explanation", "invoice_id"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                mine.read([name])
        with self.assertRaises(AccessError):
            session.with_user(self.other_technician).read(["name"])

    def test_another_company_sees_no_talk(self):
        session = self._held()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user(
            "far",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager",
            company=company,
        )
        for record in (session, self.offer, self.offer.cancellation_ids[0]):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
