"""What is due as the addon is updated stands, whatever work is given back."""

from odoo import SUPERUSER_ID, api
from odoo.fields import Domain

from odoo.addons.sale_timesheet_prepaid.models.ledger.alert import STANDING_UNITS


def migrate(cr, version):
    contracts = api.Environment(cr, SUPERUSER_ID, {})["prepaid.contract"]
    is_due = Domain("notice_due", "=", True) | Domain("refill_due", "=", True)
    for contract in contracts.with_context(active_test=False).search(is_due):
        alert = contract._get_alert().follow(contract.used_level, STANDING_UNITS)
        contract.due_units = alert.due
