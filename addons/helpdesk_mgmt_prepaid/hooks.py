"""What Odoo calls when the addon goes."""


def uninstall_hook(env):
    """End what a client allowed for a ticket, or it would hold for any work."""
    approvals = env["prepaid.approval"].search([("ticket_id", "!=", False)])
    approvals._withdraw_with_ticket()
