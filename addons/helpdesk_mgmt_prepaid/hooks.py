"""What Odoo calls when the addon goes."""

from odoo.addons.sale_timesheet_prepaid.hooks import take_down

ADDON = "helpdesk_mgmt_prepaid"


def uninstall_hook(env):
    """End what a client allowed for a ticket, or it would hold for any work."""
    approvals = env["prepaid.approval"].search([("ticket_id", "!=", False)])
    approvals._withdraw_with_ticket()
    # Also the work of the demo, which the main addon, if it goes along, cannot undo.
    take_down(env, ADDON)
