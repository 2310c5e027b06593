from odoo import api, fields, models
from odoo.tools import SQL

from ..metering import QUANTITY_DIGITS

# What posted documents up to a date say of each pool: its price, its packs, and what of
# its discounts waits on another account for the next run of recognition.
POOLS = """
    SELECT root.id, root.company_id, root.partner_id, root.move_id, root.product_id,
           SUM(part.amount) AS price, SUM(part.packs) AS packs,
           -COALESCE(SUM(part.amount) FILTER (
               WHERE NOT STARTS_WITH(own.account_type, 'liability')), 0)
           - COALESCE((
               SELECT SUM(recognition.amount)
                 FROM prepaid_recognition recognition
                 JOIN account_move move ON move.id = recognition.move_id
                WHERE recognition.line_id = root.id AND move.state = 'posted'
                  AND recognition.date <= %(date)s), 0) AS pending
      FROM prepaid_pool_line part
      JOIN account_move_line line ON line.id = part.line_id
      JOIN account_account own ON own.id = line.account_id
      JOIN account_move_line root ON root.id = part.root_id
      JOIN account_account account ON account.id = root.account_id
     WHERE line.parent_state = 'posted' AND line.date <= %(date)s
       AND STARTS_WITH(account.account_type, 'liability')
  GROUP BY root.id
"""

# The grant that a document made, from which each grant came.
ORIGINS = """
    SELECT id, id AS root_id FROM prepaid_grant WHERE origin_grant_id IS NULL
 UNION ALL
    SELECT g.id, origin.root_id
      FROM prepaid_grant g JOIN origin ON origin.id = g.origin_grant_id
"""

# What left each grant by a date, in the unit of its plan.
MOVED = """
    SELECT grant_id,
           SUM(quantity) FILTER (WHERE kind = 'transfer') AS transferred,
           SUM(quantity) FILTER (WHERE kind IN ('grant', 'transfer')) AS granted,
           -SUM(quantity) FILTER (
               WHERE kind NOT IN ('grant', 'transfer', 'expire', 'void')
               AND correction IS DISTINCT FROM 'mistake') AS used,
           -SUM(quantity) FILTER (WHERE kind = 'expire' AND is_owed IS NOT TRUE)
               AS expired,
           -SUM(quantity) FILTER (WHERE is_owed) AS owed,
           -SUM(quantity) FILTER (WHERE kind = 'void' OR correction = 'mistake')
               AS voided,
           SUM(quantity) AS remaining
      FROM prepaid_entry
     WHERE date <= %(date)s AND grant_id IS NOT NULL
  GROUP BY grant_id
"""

# What posted entries dated up to a date recognised.
EARNED = """
    SELECT recognition.grant_id, SUM(recognition.amount) AS earned,
           SUM(recognition.amount) FILTER (WHERE recognition.kind = 'breakage')
               AS breakage
      FROM prepaid_recognition recognition
      JOIN account_move move ON move.id = recognition.move_id
     WHERE move.state = 'posted' AND recognition.date <= %(date)s
  GROUP BY recognition.grant_id
"""

# The credit that the packs of a line are worth, for each grant that a document made;
# what left it for another has its part first, it has the rest.
DUE = """
    SELECT lot.*, LEAST(credit, upto) - LEAST(credit, upto - GREATEST(share, 0)) AS due
      FROM (
        SELECT g.id, g.move_line_id, sized.credit,
               CASE WHEN g.origin_grant_id IS NULL
                    THEN sized.credit ELSE moved.transferred END AS share,
               SUM(GREATEST(
                   CASE WHEN g.origin_grant_id IS NULL
                        THEN sized.credit ELSE moved.transferred END, 0
               )) OVER (PARTITION BY origin.root_id
                        ORDER BY g.origin_grant_id IS NULL, g.id) AS upto
          FROM prepaid_grant g
          JOIN origin ON origin.id = g.id
          JOIN (
            SELECT root.id,
                   ROUND(ROUND(GREATEST(pool.packs, 0) * root.pack_quantity, 6)
                         / step.size) * step.size AS credit
              FROM prepaid_grant root
              JOIN pool ON pool.id = root.move_line_id
              JOIN prepaid_contract contract ON contract.id = root.contract_id
              JOIN prepaid_plan plan ON plan.id = contract.plan_id
         LEFT JOIN res_currency currency ON currency.id = contract.currency_id
        CROSS JOIN LATERAL (
                SELECT CASE plan.unit WHEN 'money' THEN currency.rounding ELSE 1 END
                    AS size
              ) step
             WHERE root.is_replaced IS NOT TRUE
          ) sized ON sized.id = origin.root_id
     LEFT JOIN moved ON moved.grant_id = g.id
      ) lot
"""

# The grants of a line share its price by what they are due, to the coin: cumulative
# rounding, like metering.apportion(). With nothing due, the first bears what is left.
SHARES = """
    SELECT id, move_line_id, CASE number WHEN 1 THEN pending ELSE 0 END AS pending,
           CASE WHEN whole > 0 THEN coin * (
                    ROUND(price / coin * upto / whole)
                    - ROUND(price / coin * (upto - due) / whole))
                WHEN number = 1 THEN price ELSE 0 END AS sold
      FROM (
        SELECT due.id, due.move_line_id, due.due, pool.price, pool.pending,
               currency.rounding AS coin,
               SUM(due.due) OVER pool_grants AS upto,
               SUM(due.due) OVER (PARTITION BY due.move_line_id) AS whole,
               ROW_NUMBER() OVER pool_grants AS number
          FROM due
          JOIN pool ON pool.id = due.move_line_id
          JOIN res_company company ON company.id = pool.company_id
          JOIN res_currency currency ON currency.id = company.currency_id
        WINDOW pool_grants AS (PARTITION BY due.move_line_id ORDER BY due.id)
      ) weighed
"""

# One row a grant with a price or revenue; negative ids are invoices not granted yet.
ROWS = """
    SELECT g.id, g.id AS grant_id, g.contract_id, g.partner_id, g.company_id,
           root.move_id, root.product_id, g.kind, g.date, g.date_expiry,
           COALESCE(moved.granted, 0) AS granted,
           COALESCE(moved.used, 0) AS used,
           COALESCE(moved.expired, 0) AS expired,
           COALESCE(moved.owed, 0) AS owed,
           COALESCE(moved.voided, 0) AS voided,
           COALESCE(moved.remaining, 0) AS remaining,
           COALESCE(shares.sold, 0) AS sold,
           COALESCE(earned.earned, 0) AS earned,
           COALESCE(earned.breakage, 0) AS breakage,
           COALESCE(shares.sold, 0) - COALESCE(earned.earned, 0)
               + COALESCE(shares.pending, 0) AS deferred,
           ROUND((COALESCE(shares.sold, 0) - COALESCE(earned.earned, 0))
               * COALESCE(moved.owed / NULLIF(moved.owed + moved.remaining, 0), 0)
               / currency.rounding) * currency.rounding AS owed_amount
      FROM prepaid_grant g
      JOIN res_company company ON company.id = g.company_id
      JOIN res_currency currency ON currency.id = company.currency_id
 LEFT JOIN shares ON shares.id = g.id
 LEFT JOIN earned ON earned.grant_id = g.id
 LEFT JOIN moved ON moved.grant_id = g.id
 LEFT JOIN account_move_line root ON root.id = g.move_line_id
     WHERE shares.id IS NOT NULL OR earned.earned <> 0
 UNION ALL
    SELECT -pool.id, NULL, NULL, pool.partner_id, pool.company_id,
           pool.move_id, pool.product_id, NULL, move.date, NULL,
           0, 0, 0, 0, 0, 0, pool.price, 0, 0, pool.price + pool.pending, 0
      FROM pool
      JOIN account_move move ON move.id = pool.move_id
     WHERE NOT EXISTS (SELECT FROM shares WHERE shares.move_line_id = pool.id)
"""

# A figure is one of a date: two dates in one transaction do not share it.
AS_OF = {"readonly": True, "depends_context": ("prepaid_date",)}


def _quantity(string=None):
    """Return a field for credit. Units differ between plans: it has no sum."""
    return fields.Float(string, digits=QUANTITY_DIGITS, aggregator=None, **AS_OF)


def _money(string=None, **over):
    return fields.Monetary(
        string, currency_field="company_currency_id", **(AS_OF | over)
    )


class PrepaidDeferredReport(models.Model):
    """What each grant still owes the client, as of the date in the context.

    ``prepaid_date`` (default: today) is an accounting date: documents and recognition
    entries posted up to it count, and work done up to it.
    """

    _name = "prepaid.deferred.report"
    _description = "Deferred Revenue"
    _auto = False
    _order = "partner_id, contract_id, date, id"
    _rec_name = "grant_id"
    _depends = {
        "account.move": ["state", "date"],
        "account.move.line": ["account_id", "date", "parent_state", "product_id"],
        "prepaid.entry": [
            "correction",
            "date",
            "grant_id",
            "is_owed",
            "kind",
            "quantity",
        ],
        "prepaid.grant": ["contract_id", "move_line_id", "pack_quantity", "quantity"],
        "prepaid.pool.line": ["amount", "line_id", "packs", "root_id"],
        "prepaid.recognition": [
            "amount",
            "date",
            "grant_id",
            "kind",
            "line_id",
            "move_id",
        ],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    contract_id = fields.Many2one("prepaid.contract", readonly=True)
    grant_id = fields.Many2one("prepaid.grant", readonly=True)
    kind = fields.Selection(
        lambda self: (
            self.env["prepaid.grant"]._fields["kind"]._description_selection(self.env)
        ),
        readonly=True,
    )
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    product_id = fields.Many2one("product.product", "Pack", readonly=True)
    date = fields.Date("Granted on", readonly=True)
    date_expiry = fields.Date("Expires", readonly=True)

    # Credit, in the unit of the plan
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    granted = _quantity()
    used = _quantity()
    expired = _quantity()
    owed = _quantity("Expired, Owed")
    voided = _quantity()
    remaining = _quantity("Left")

    # Money, in company currency
    sold = _money(help="Price without taxes, less what was credited.")
    earned = _money(help="Booked as revenue, from use and from expired credit.")
    breakage = _money(
        "Of Which Expired",
        help="The part of the earned amount that comes from expired credit.",
    )
    deferred = _money(
        help="Sold less earned: what the balance sheet still owes for this credit."
    )
    owed_amount = _money(
        "Of Which Expired, Owed",
        help="The part of the deferred amount for credit that can no longer be used "
        "and is still owed to the client.",
    )

    @property
    def _table_query(self):
        return SQL(
            "WITH RECURSIVE pool AS (%s), moved AS (%s), earned AS (%s),"
            " origin AS (%s), due AS (%s), shares AS (%s) %s",
            *(SQL(query, date=self._get_date()) for query in (POOLS, MOVED, EARNED)),
            *(SQL(query) for query in (ORIGINS, DUE, SHARES, ROWS)),
        )

    @api.model
    def _get_date(self):
        """Return the date that the figures are of."""
        date = fields.Date.to_date(self.env.context.get("prepaid_date"))
        return date or self.env.company._get_prepaid_today()

    # === ACTION METHODS === #

    def action_open_grant(self):
        """Open the grant, or the invoice that waits for it."""
        self.ensure_one()
        return (self.grant_id or self.move_id)._get_records_action()

    def action_open_moves(self):
        """Open the movements that add up to what is deferred.

        Entries of recognition have one line for all grants of a customer: only our
        own movements tell them apart. Grants of one invoice line share its movements.
        """
        self.ensure_one()
        pool = self.grant_id.move_line_id or self._get_invoice_line()
        grants = self.grant_id | pool.prepaid_grant_ids
        parts = self.env["prepaid.pool.line"].search([("root_id", "in", pool.ids)])
        earned = self.env["prepaid.recognition"].search(
            ["|", ("grant_id", "in", grants.ids), ("line_id", "in", pool.ids)]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_deferred_move_action"
        )
        return action | {
            "domain": [
                ("id", "in", parts.ids + [-row.id for row in earned]),
                ("date", "<=", fields.Date.to_string(self._get_date())),
            ],
            "context": {},
        }

    def _get_invoice_line(self):
        return self.env["account.move.line"].browse(max(-self.id, 0))
