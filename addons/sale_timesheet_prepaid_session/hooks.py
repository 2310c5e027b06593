"""What Odoo calls when the addon goes."""

from odoo.addons.sale_timesheet_prepaid.hooks import give_back, keep_lines, take_down

ADDON = "sale_timesheet_prepaid_session"


def uninstall_hook(env):
    """Free the credit of talks that do not take place; keep what was talked."""
    env["base.module.uninstall"]._check_prepaid_refusals([ADDON])
    give_back(
        env["prepaid.hold"].search([("session_id", "!=", False)]),
        env._("Talks were uninstalled: what was set aside for them is free again."),
    )
    keep_lines(
        env["account.analytic.line"].search([("prepaid_session_id", "!=", False)]),
        env._("Billed as a talk, before talks were uninstalled."),
    )
    take_down(env, ADDON)
