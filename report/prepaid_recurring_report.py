from odoo import fields, models
from odoo.tools import SQL

# The rate of a currency on a day, as Odoo's conversions take it.
RATE = """COALESCE((
        SELECT rate.rate FROM res_currency_rate rate
         WHERE rate.currency_id = {currency} AND rate.name <= span.day
           AND (rate.company_id IS NULL
                OR rate.company_id = SPLIT_PART(company.parent_path, '/', 1)::int)
      ORDER BY rate.company_id, rate.name DESC LIMIT 1), 1)"""

# Each contract on the last day of each month since its schedules began; of the month
# that is not over, today.
SPANS = """
    SELECT contract.id AS contract_id, month::date,
           LEAST(month + INTERVAL '1 month' - INTERVAL '1 day', %(today)s)::date AS day
      FROM prepaid_contract contract
      JOIN (SELECT schedule.contract_id, MIN(line.date_from) AS first
              FROM prepaid_schedule_line line
              JOIN prepaid_schedule schedule ON schedule.id = line.schedule_id
             WHERE line.date_from IS NOT NULL
          GROUP BY schedule.contract_id) begun ON begun.contract_id = contract.id
CROSS JOIN LATERAL GENERATE_SERIES(
           DATE_TRUNC('month', begun.first), DATE_TRUNC('month', %(today)s::date),
           '1 month') month
"""

# What is sold on that day, by the month, where a posted invoice bills it.
VALUES = f"""
    SELECT span.contract_id, span.month, COALESCE(SUM(
               line.quantity * line.price_unit * (100 - COALESCE(line.discount, 0))
               / 100 / line.months::int
               * {RATE.format(currency="company.currency_id")}
               / {RATE.format(currency="schedule.currency_id")}), 0) AS value
      FROM span
 LEFT JOIN (prepaid_schedule schedule
           JOIN res_company company ON company.id = schedule.company_id
           JOIN prepaid_schedule_line line ON line.schedule_id = schedule.id)
        ON schedule.contract_id = span.contract_id AND line.date_from <= span.day
       AND (line.date_to IS NULL OR line.date_to >= span.day)
       AND EXISTS (
           SELECT FROM prepaid_schedule_claim claim
             JOIN sale_order_line_invoice_rel billed
               ON billed.order_line_id = claim.sale_line_id
             JOIN account_move_line item ON item.id = billed.invoice_line_id
            WHERE claim.schedule_id = schedule.id
              AND claim.product_id = line.product_id AND claim.amount > 0
              AND span.day BETWEEN claim.date_from AND claim.date_to
              AND item.parent_state = 'posted')
  GROUP BY span.contract_id, span.month
"""

CHANGES = """
    SELECT contract_id, month, value,
           value - COALESCE(LAG(value) OVER life, 0) AS change,
           COALESCE(LAG(value) OVER life, 0) AS before,
           COALESCE(MAX(value) OVER (life ROWS BETWEEN UNBOUNDED PRECEDING
               AND 1 PRECEDING), 0) AS most
      FROM value
    WINDOW life AS (PARTITION BY contract_id ORDER BY month)
"""

ROWS = """
    SELECT change.contract_id::bigint * 100000 + EXTRACT(YEAR FROM month)::int * 12
               + EXTRACT(MONTH FROM month)::int AS id,
           change.contract_id, month, value, change, value * 12 AS year_value,
           CASE WHEN change = 0 THEN 'same'
                WHEN before = 0 AND most = 0 THEN 'new'
                WHEN before = 0 THEN 'revived'
                WHEN value = 0 THEN 'churn'
                WHEN change > 0 THEN 'expansion'
                ELSE 'contraction' END AS kind,
           contract.partner_id, contract.plan_id, contract.user_id, contract.company_id
      FROM change
      JOIN prepaid_contract contract ON contract.id = change.contract_id
     WHERE value != 0 OR change != 0
"""


class PrepaidRecurringReport(models.Model):
    """Contracted value by the month, and why it moved. One row a contract and month.

    It stands on posted invoices and on what was sold on the last day of the month,
    which no later change touches: a past month reads the same for ever.
    """

    _name = "prepaid.recurring.report"
    _description = "Recurring Value"
    _auto = False
    _order = "month desc, contract_id"
    _rec_name = "contract_id"
    _depends = {
        "prepaid.contract": ["partner_id", "plan_id", "user_id", "company_id"],
        "prepaid.schedule": ["contract_id", "currency_id", "company_id"],
        "prepaid.schedule.line": [
            *("schedule_id", "product_id", "quantity", "price_unit", "discount"),
            *("months", "date_from", "date_to"),
        ],
        "prepaid.schedule.claim": [
            *("schedule_id", "product_id", "amount", "date_from", "date_to"),
            "sale_line_id",
        ],
        "sale.order.line": ["invoice_lines"],
        "account.move.line": ["parent_state"],
        "res.currency.rate": ["currency_id", "name", "rate", "company_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    contract_id = fields.Many2one("prepaid.contract", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    plan_id = fields.Many2one("prepaid.plan", readonly=True)
    user_id = fields.Many2one("res.users", "Account Manager", readonly=True)
    month = fields.Date(readonly=True)
    kind = fields.Selection(
        [
            ("new", "New"),
            ("expansion", "More"),
            ("same", "As before"),
            ("contraction", "Less"),
            ("churn", "Lost"),
            ("revived", "Won back"),
        ],
        "Movement",
        readonly=True,
    )
    value = fields.Monetary(
        "A Month",
        currency_field="company_currency_id",
        readonly=True,
        help="Recurring value (MRR) on the last day of the month, before taxes where "
        "prices are so.",
    )
    year_value = fields.Monetary(
        "A Year", currency_field="company_currency_id", readonly=True
    )
    change = fields.Monetary(currency_field="company_currency_id", readonly=True)

    @property
    def _table_query(self):
        params = {"today": self.env.company._get_prepaid_today()}
        parts = (("span", SPANS), ("value", VALUES), ("change", CHANGES))
        return SQL(
            "WITH %s %s",
            SQL(", ").join(
                SQL("%s AS (%s)", SQL.identifier(name), SQL(query, **params))
                for name, query in parts
            ),
            SQL(ROWS),
        )

    def action_open_contract(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "prepaid.contract",
            "res_id": self.contract_id.id,
            "views": [(False, "form")],
        }


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_prepaid_recurring_value(self, date):
        """Return the monthly value of what schedules sell on a date, where invoiced.

        In company currency at the rate of the date.
        """
        self.ensure_one()
        lines = self.env["prepaid.schedule.line"].search(
            [("company_id", "=", self.id), ("date_from", "<=", date)]
        )
        return self.currency_id.round(
            sum(
                line.currency_id._convert(
                    float(line._get_wanted().get_amount() / int(line.months)),
                    self.currency_id,
                    self,
                    date,
                    round=False,
                )
                for line in lines
                if line._is_sold_on(date) and line._is_billed_on(date)
            )
        )
