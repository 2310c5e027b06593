"""Freeze what documents sold so far, and read their pools into rows.

What was granted is known from the grants; what was not granted yet would have been
granted by the catalogue, so that is what was sold. No balance and no entry changes.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import sql

BATCH = 1000


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    name_credited_lines(cr)
    owe_use_of_replaced_invoices(cr)
    order_lines = env["sale.order.line"].search(
        [("state", "=", "sale"), ("product_id.is_prepaid_pack", "=", True)]
    )
    grants = env["prepaid.grant"].search([])
    freeze(order_lines | grants.sale_line_id)
    env.flush_all()
    lines = env["account.move.line"].search(
        [
            ("display_type", "=", "product"),
            ("move_id.posted_before", "=", True),
            ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ("product_id.is_prepaid_pack", "=", True),
        ]
    )
    lines |= grants.move_line_id
    freeze(lines)
    env.flush_all()
    for start in range(0, len(lines), BATCH):
        env["prepaid.pool.line"]._rebuild(lines[start : start + BATCH])
    env.flush_all()


def name_credited_lines(cr):
    """Keep the named line on what credits it: a sale names none any more."""
    cr.execute(
        """
        UPDATE account_move_line line SET prepaid_line_id = NULL
          FROM account_move move
         WHERE move.id = line.move_id AND line.prepaid_line_id IS NOT NULL
           AND (line.prepaid_line_id = line.id OR move.move_type <> 'out_refund')
        """
    )


def owe_use_of_replaced_invoices(cr):
    """Say on the credit note what was said on the invoice that it replaces."""
    if not sql.column_exists(cr, "account_move", "prepaid_is_replaced"):
        return
    cr.execute(
        """
        UPDATE account_move refund SET prepaid_credit_use = 'owe'
          FROM account_move replaced
         WHERE refund.reversed_entry_id = replaced.id AND replaced.prepaid_is_replaced
        """
    )


def freeze(lines):
    """Write what these lines sold, as their grants know it."""
    for line in lines:
        order_line = line if line._name == "sale.order.line" else line.sale_line_ids[:1]
        by_order = bool(order_line.prepaid_grant_ids)
        sold = line.product_id._get_prepaid_sold(line.company_id)
        policy = line.company_id.prepaid_grant_policy
        if by_order:
            policy = "confirmed"
        elif policy == "confirmed" and order_line.invoice_lines.prepaid_grant_ids:
            # The invoices of this order granted, and go on to do so.
            policy = "posted"
        sold = sold._replace(policy=policy)
        granted = line.prepaid_grant_ids or order_line.prepaid_grant_ids
        for grant in granted.filtered(lambda grant: not grant.origin_grant_id):
            name = "bonus" if grant.kind == "bonus" else "quantity"
            sold = sold._replace(
                **{name: grant.pack_quantity},
                plan=grant.plan_id.id,
                unit=grant.plan_id.unit,
                uom=line.product_id.uom_id.id,
            )
        if granted and "bonus" not in granted.mapped("kind"):
            sold = sold._replace(bonus=0)
        line.prepaid_sold = sold.pack()
