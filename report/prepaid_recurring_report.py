from odoo import fields, models

from .recurring import DEPENDS, SOLD, SPANS, compose

VALUES = """
    SELECT span.contract_id, span.month, COALESCE(SUM(sold.value), 0) AS value
      FROM span
 LEFT JOIN sold USING (contract_id, month)
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
    _depends = DEPENDS

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
        return compose(
            ROWS, self.env, span=SPANS, sold=SOLD, value=VALUES, change=CHANGES
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
