from odoo import fields, models
from odoo.tools import SQL

# Each fact that changed deferred revenue: posted documents of packs, and recognition.
MOVES = """
    SELECT part.id, line.company_id, root.partner_id, g.contract_id, g.id AS grant_id,
           root.product_id, line.move_id, line.date,
           CASE part.kind WHEN 'credit' THEN 'credited' ELSE 'sold' END AS kind,
           refill.id IS NOT NULL AS is_refill,
           part.amount AS sold, 0 AS earned, part.amount
      FROM prepaid_pool_line part
      JOIN account_move_line line ON line.id = part.line_id
      JOIN account_move_line root ON root.id = part.root_id
      JOIN account_account account ON account.id = line.account_id
 LEFT JOIN LATERAL (
        SELECT id, contract_id FROM prepaid_grant
         WHERE move_line_id = root.id ORDER BY id LIMIT 1
      ) g ON TRUE
 LEFT JOIN LATERAL (
        SELECT refill.id
          FROM sale_order_line_invoice_rel rel
          JOIN sale_order_line sale_line ON sale_line.id = rel.order_line_id
          JOIN prepaid_refill refill ON refill.sale_order_id = sale_line.order_id
         WHERE rel.invoice_line_id = root.id LIMIT 1
      ) refill ON TRUE
     WHERE line.parent_state = 'posted'
       AND STARTS_WITH(account.account_type, 'liability')
 UNION ALL
    SELECT -recognition.id, recognition.company_id,
           COALESCE(g.partner_id, root.partner_id), g.contract_id, g.id,
           root.product_id, recognition.move_id, recognition.date,
           CASE recognition.kind WHEN 'breakage' THEN 'expired'
                WHEN 'discount' THEN 'sold' ELSE 'earned' END,
           FALSE,
           CASE recognition.kind WHEN 'discount' THEN -recognition.amount ELSE 0 END,
           CASE recognition.kind WHEN 'discount' THEN 0 ELSE recognition.amount END,
           -recognition.amount
      FROM prepaid_recognition recognition
      JOIN account_move move ON move.id = recognition.move_id
 LEFT JOIN prepaid_grant g ON g.id = recognition.grant_id
 LEFT JOIN account_move_line root
        ON root.id = COALESCE(g.move_line_id, recognition.line_id)
     WHERE move.state = 'posted' AND recognition.amount <> 0
"""
DEPENDS = {
    "account.move": ["state", "date"],
    "account.move.line": ["account_id", "date", "parent_state"],
    "prepaid.grant": ["contract_id", "move_line_id"],
    "prepaid.pool.line": ["amount", "kind", "line_id", "root_id"],
    "prepaid.recognition": [
        "amount",
        "date",
        "grant_id",
        "kind",
        "line_id",
        "move_id",
    ],
    "prepaid.refill": ["sale_order_id"],
}


class PrepaidDeferredMove(models.Model):
    """Every sale, credit note and recognition of packs, by accounting date."""

    _name = "prepaid.deferred.move"
    _description = "Deferred Revenue Movement"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_id"
    _depends = DEPENDS

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    contract_id = fields.Many2one("prepaid.contract", readonly=True)
    grant_id = fields.Many2one("prepaid.grant", readonly=True)
    product_id = fields.Many2one("product.product", "Pack", readonly=True)
    move_id = fields.Many2one("account.move", "Journal Entry", readonly=True)
    date = fields.Date("Accounting Date", readonly=True)
    kind = fields.Selection(
        [
            ("sold", "Sold"),
            ("credited", "Credited"),
            ("earned", "Earned"),
            ("expired", "Expired"),
        ],
        readonly=True,
    )
    is_refill = fields.Boolean(
        "Refill", readonly=True, help="The order came from a refill of the contract."
    )
    sold = fields.Monetary(
        readonly=True,
        currency_field="company_currency_id",
        help="Packs invoiced without taxes, less credit notes.",
    )
    earned = fields.Monetary(
        readonly=True,
        currency_field="company_currency_id",
        help="Revenue booked, from use and from expired credit.",
    )
    amount = fields.Monetary(
        "Deferred",
        readonly=True,
        currency_field="company_currency_id",
        help="Sold less earned.",
    )

    @property
    def _table_query(self):
        return SQL(MOVES)

    def action_open_entry(self):
        """Open the invoice, credit note or recognition entry."""
        self.ensure_one()
        return self.move_id._get_records_action()
