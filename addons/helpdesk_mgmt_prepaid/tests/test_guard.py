from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_addon_guard import AddonGuardCases

from .common import ADDON, HelpdeskCommon


@tagged("post_install", "-at_install")
class TestGuard(AddonGuardCases, HelpdeskCommon):
    addon = ADDON
    guarded = {
        "account.analytic.line",
        "helpdesk.ticket",
        "helpdesk.ticket.category",
        "helpdesk.ticket.stage",
        "helpdesk.ticket.tag",
        "helpdesk.ticket.team",
        "prepaid.approval",
        "prepaid.meter",
        "prepaid.ticket.rule",
    }

    def test_nobody_writes_on_a_ticket_what_the_clock_says(self):
        for name in ("prepaid_answered_at", "prepaid_deadline"):
            for user in (self.technician, self.manager):
                with self.subTest(name), self.assertRaises(AccessError):
                    self.ticket.with_user(user).write({name: "2026-01-01 00:00:00"})

    def test_no_default_says_when_a_ticket_was_answered(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.technician)
        vals = {"name": "Forged", "description": "Forged", "team_id": self.team.id}
        forged = tickets.with_context(default_prepaid_answered_at="2026-01-01 00:00:00")
        self.assertFalse(forged.create(vals).prepaid_answered_at)
