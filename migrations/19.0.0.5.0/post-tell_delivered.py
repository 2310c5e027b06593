"""Let the orders of packs tell what was granted as delivered."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    cr.execute("SELECT id FROM sale_order_line WHERE prepaid_sold->>'plan' IS NOT NULL")
    lines = env["sale.order.line"].browse(row[0] for row in cr.fetchall())
    for name in ("qty_delivered_method", "qty_delivered"):
        env.add_to_compute(lines._fields[name], lines)
    env.flush_all()
