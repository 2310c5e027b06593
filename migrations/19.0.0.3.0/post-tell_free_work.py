"""Book what the ledger did not tell before: work at zero, and changed minutes."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """
        UPDATE account_analytic_line SET prepaid_charge = 'billable'
         WHERE prepaid_contract_id IS NOT NULL AND prepaid_charge IS NULL
        """
    )
    lines = env["account.analytic.line"].search([("prepaid_contract_id", "!=", False)])
    lines = lines.filtered(
        lambda line: line.prepaid_contract_id._is_drawable(line.date)
    )
    lines._sync_prepaid_draws(lines._get_booked_draws())
