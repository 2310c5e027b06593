"""Freeze what documents sold so far, and read their pools into rows.

What was granted is known from the grants; what was not granted yet would have been
granted by the catalogue, so that is what was sold. No balance and no entry changes.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import sql

from odoo.addons.sale_timesheet_prepaid.models.sales.sold import Sold

BATCH = 1000


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    never_packs = find_lines_of_no_pack(env)
    name_credited_lines(cr)
    owe_use_of_replaced_invoices(cr)
    order_lines = env["sale.order.line"].search(
        [("state", "=", "sale"), ("product_id.is_prepaid_pack", "=", True)]
    )
    grants = env["prepaid.grant"].search([])
    unsold = never_packs.sale_line_ids.filtered(
        lambda line: not line.prepaid_grant_ids and line.invoice_lines <= never_packs
    )
    unsold._keep_unsold()
    never_packs._keep_unsold()
    order_lines -= unsold
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
    lines -= never_packs
    freeze(lines)
    env.flush_all()
    name_lowered_lines(lines)
    keep_written_off(grants)
    env.flush_all()
    for start in range(0, len(lines), BATCH):
        env["prepaid.pool.line"]._rebuild(lines[start : start + BATCH])
    grants._update_amount()
    env.flush_all()


def find_lines_of_no_pack(env):
    """Return the lines that were posted before their product became a pack.

    Posted lines of packs named a line and stood on the deferral account, both.
    """
    cr = env.cr
    cr.execute(
        """
        SELECT line.id
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN account_move move ON move.id = line.move_id
         WHERE line.prepaid_line_id IS NULL AND line.display_type = 'product'
           AND template.is_prepaid_pack AND move.posted_before
           AND NOT STARTS_WITH(account.account_type, 'liability')
           AND NOT EXISTS (SELECT FROM prepaid_grant WHERE move_line_id = line.id)
        """
    )
    return env["account.move.line"].browse(row[0] for row in cr.fetchall())


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


def name_lowered_lines(lines):
    """Name the line that a negative line of an invoice lowers; else it sold nothing."""
    for line in lines.filtered(
        lambda line: line._may_change_another() and not line.prepaid_line_id
    ):
        line.prepaid_line_id = line._find_billed_line()
        if not line.prepaid_line_id:
            line.prepaid_sold = Sold(line.product_id.id).pack()


def keep_written_off(grants):
    """Keep the credit of invoices that were settled by a write-off: it was granted."""
    granted = (
        grants.filtered("remaining")
        | grants.entry_ids.filtered(lambda entry: entry.kind == "draw").grant_id
    )
    for move in granted.move_id:
        if move.payment_state in ("paid", "in_payment") and move._is_written_off():
            move.prepaid_write_off = "grant"


def is_granted_unpaid(line, grants):
    """Tell whether credit stands though nothing was paid: another policy granted it."""
    if line._name == "sale.order.line" or line.parent_state != "posted":
        return False
    if not grants or line.move_id.payment_state in ("paid", "in_payment", "reversed"):
        return False
    owed = grants.entry_ids._get_reversals().filtered(lambda e: e.kind == "debt")
    withdrawn = owed | grants.entry_ids.filtered(lambda e: e.kind == "void")
    return bool(grants.filtered("remaining")) or not withdrawn


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
        granted = line.prepaid_grant_ids or order_line.prepaid_grant_ids
        if policy == "paid" and is_granted_unpaid(line, granted):
            policy = "posted"
        sold = sold._replace(policy=policy)
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
