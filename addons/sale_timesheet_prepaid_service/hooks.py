"""What Odoo calls when the addon goes."""

from odoo.addons.sale_timesheet_prepaid.hooks import give_back, keep_lines, take_down

ADDON = "sale_timesheet_prepaid_service"


def uninstall_hook(env):
    """End what is open and free its credit; keep what was delivered."""
    requests = env["prepaid.service.request"].search([])
    give_back(
        requests.hold_id,
        env._("Services were uninstalled: what was set aside for them is free again."),
    )
    keep_lines(
        env["account.analytic.line"].search([("prepaid_request_id", "!=", False)]),
        env._("Delivered as a service, before services were uninstalled."),
    )
    take_down(env, ADDON)
