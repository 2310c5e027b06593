from odoo import fields, models
from odoo.tools import SQL

from ..models.books.deferred import CHANGES, DEPENDS

# Each fact with what it is about: the customer, contract and pack.
MOVES = f"""
    SELECT change.id, change.company_id,
           COALESCE(own.partner_id, root.partner_id) AS partner_id,
           COALESCE(own.contract_id, first.contract_id) AS contract_id,
           COALESCE(own.id, first.id) AS grant_id,
           root.product_id, change.move_id, change.date, change.kind,
           refill.id IS NOT NULL AS is_refill,
           change.sold, change.earned, change.sold - change.earned AS amount
      FROM ({CHANGES}) change
 LEFT JOIN account_move_line root ON root.id = change.root_id
 LEFT JOIN prepaid_grant own ON own.id = change.grant_id
 LEFT JOIN LATERAL (
        SELECT id, contract_id FROM prepaid_grant
         WHERE change.grant_id IS NULL AND move_line_id = change.root_id
      ORDER BY id LIMIT 1
      ) first ON TRUE
 LEFT JOIN LATERAL (
        SELECT refill.id
          FROM sale_order_line_invoice_rel rel
          JOIN sale_order_line sale_line ON sale_line.id = rel.order_line_id
          JOIN prepaid_refill refill ON refill.sale_order_id = sale_line.order_id
         WHERE change.id > 0 AND rel.invoice_line_id = change.root_id LIMIT 1
      ) refill ON TRUE
"""


class PrepaidDeferredMove(models.Model):
    """Every opening balance, sale, credit note and recognition, by accounting date."""

    _name = "prepaid.deferred.move"
    _description = "Deferred Revenue Movement"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_id"
    _depends = DEPENDS | {"prepaid.refill": ["sale_order_id"]}

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
            ("opened", "Brought over"),
            ("sold", "Sold"),
            ("credited", "Credited"),
            ("earned", "Earned"),
            ("expired", "Expired"),
            ("adjusted", "Adjusted"),
        ],
        readonly=True,
        help="Adjusted: the price of packs sold before changed, or revenue was booked "
        "or taken back for packs that are credited in full.",
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
