from odoo import fields, models

from .recurring import compose

# What each line sold in the last twelve months, packs of schedules left aside. A pack
# and its bonus are one sale.
SALES = """
    SELECT g.contract_id, g.date,
           SUM(CASE WHEN g.kind = 'purchase' AND g.pack_quantity > 0
                    THEN g.quantity / g.pack_quantity ELSE 0 END) AS packs,
           SUM(g.amount) AS amount
      FROM prepaid_grant g
     WHERE g.kind IN ('purchase', 'bonus') AND g.origin_grant_id IS NULL
       AND g.is_replaced IS NOT TRUE AND g.amount > 0
       AND g.date > %(today)s::date - INTERVAL '1 year' AND g.date <= %(today)s
       AND COALESCE(g.move_line_id, g.sale_line_id) IS NOT NULL
       AND NOT EXISTS (
           SELECT FROM prepaid_schedule_claim claim
            WHERE claim.sale_line_id = g.sale_line_id)
       AND NOT EXISTS (
           SELECT FROM sale_order_line_invoice_rel billed
             JOIN prepaid_schedule_claim claim
               ON claim.sale_line_id = billed.order_line_id
            WHERE billed.invoice_line_id = g.move_line_id)
  GROUP BY g.contract_id, g.date
"""

PACE = """
    SELECT contract_id, COUNT(*) AS purchases, SUM(packs) AS packs,
           SUM(amount) AS amount, MIN(date) AS first_date, MAX(date) AS last_date,
           (MAX(date) - MIN(date))::numeric / NULLIF(COUNT(*) - 1, 0) AS days
      FROM sale
  GROUP BY contract_id
"""

# The value of one purchase, as often as it comes in a month of a twelfth of a year.
ROWS = """
    SELECT contract.id, contract.id AS contract_id, contract.partner_id,
           contract.plan_id, contract.user_id, contract.company_id,
           pace.purchases, pace.packs, pace.amount, pace.first_date, pace.last_date,
           COALESCE(pace.days, 0) AS days,
           pace.last_date + ROUND(pace.days)::int AS next_date,
           CASE WHEN pace.days IS NULL THEN pace.amount / 12
                ELSE pace.amount / pace.purchases * 365 / 12 / pace.days END AS value,
           pace.last_date + ROUND(pace.days)::int < %(today)s AS is_late
      FROM pace
      JOIN prepaid_contract contract ON contract.id = pace.contract_id
"""


class PrepaidRetainerReport(models.Model):
    """How fast clients buy packs outside schedules: a pace, and no contracted value."""

    _name = "prepaid.retainer.report"
    _description = "Packs by Their Pace"
    _auto = False
    _order = "value desc, id"
    _rec_name = "contract_id"
    _depends = {
        "prepaid.contract": ["partner_id", "plan_id", "user_id", "company_id"],
        "prepaid.grant": [
            *("contract_id", "date", "kind", "quantity", "pack_quantity", "amount"),
            *("origin_grant_id", "is_replaced", "move_line_id", "sale_line_id"),
        ],
        "prepaid.schedule.claim": ["sale_line_id"],
        "sale.order.line": ["invoice_lines"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    contract_id = fields.Many2one("prepaid.contract", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    plan_id = fields.Many2one("prepaid.plan", readonly=True)
    user_id = fields.Many2one("res.users", "Account Manager", readonly=True)
    purchases = fields.Integer(
        readonly=True, help="Days of the last twelve months on which packs were bought."
    )
    packs = fields.Float(readonly=True)
    amount = fields.Monetary(
        "Bought in a Year", currency_field="company_currency_id", readonly=True
    )
    first_date = fields.Date("First", readonly=True)
    last_date = fields.Date("Last", readonly=True)
    days = fields.Float(
        "Days Between",
        digits=(16, 1),
        aggregator="avg",
        readonly=True,
        help="From one purchase to the next, on average. None after one purchase.",
    )
    next_date = fields.Date(
        "Expected", readonly=True, help="The last purchase and the days between."
    )
    is_late = fields.Boolean("Late", readonly=True)
    value = fields.Monetary(
        "A Month",
        currency_field="company_currency_id",
        readonly=True,
        help="An average purchase, as often as it comes in a month. Nobody contracted "
        "it: it stands apart from the recurring value. After one purchase: a twelfth.",
    )

    @property
    def _table_query(self):
        return compose(ROWS, self.env, sale=SALES, pace=PACE)

    def action_open_contract(self):
        self.ensure_one()
        return self.contract_id.get_formview_action()
