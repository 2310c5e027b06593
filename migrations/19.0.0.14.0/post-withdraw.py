from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields

# Longer than any rule gives consumers to withdraw.
DAYS = 40


def migrate(cr, version):
    """Purchases of the last days can be withdrawn from, like those to come."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    since = fields.Datetime.now() - timedelta(days=DAYS)
    orders = env["sale.order"].search(
        [("state", "=", "sale"), ("date_order", ">=", since)]
    )
    orders.filtered("has_prepaid_pack")._note_withdrawal()
