from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...metering import QUANTITY_DIGITS
from .prepaid_entry import DRAW_KINDS

# What was foretold for the rest of the month, of contracts whose use is known. Not
# where credit pays for some work only: of that use nothing is foretold.
FORETELL = """
    INSERT INTO prepaid_forecast (contract_id, company_id, month, date, foretold, used,
                                  date_run_out)
    SELECT contract.id, contract.company_id, %(month)s, %(today)s,
           ROUND(contract.daily_use * %(days)s,
                 CASE plan.unit WHEN 'time' THEN 0 ELSE 3 END),
           0, contract.date_run_out
      FROM prepaid_contract contract
      JOIN prepaid_plan plan ON plan.id = contract.plan_id
     WHERE contract.company_id IN %(company_ids)s AND contract.state = 'active'
       AND contract.forecast_date = %(today)s AND contract.daily_use > 0
       AND COALESCE(contract.scoped, 0) = 0
ON CONFLICT DO NOTHING
"""

# What came, of this month and the last: of earlier ones nobody books much any more.
USED = """
    UPDATE prepaid_forecast foretold
       SET used = work.used, difference = work.difference
      FROM (
        SELECT told.id, came.used, CASE WHEN told.month < %(month)s
                    THEN ABS(told.foretold - came.used) END AS difference
          FROM prepaid_forecast told
    CROSS JOIN LATERAL (
            SELECT COALESCE(SUM(-entry.quantity), 0) AS used
              FROM prepaid_entry entry
         LEFT JOIN prepaid_entry origin ON origin.id = entry.reversed_entry_id
             WHERE entry.contract_id = told.contract_id
               AND entry.date >= told.date
               AND entry.date < told.month + INTERVAL '1 month'
               AND entry.kind IN %(kinds)s
               AND (origin.id IS NULL OR origin.kind IN %(kinds)s)
          ) came
         WHERE told.company_id IN %(company_ids)s AND told.month >= %(since)s
      ) work
     WHERE work.id = foretold.id AND (foretold.used, foretold.difference)
           IS DISTINCT FROM (work.used, work.difference)
"""

# Figures of contracts in hours, which may be added up.
MINUTES = {
    "foretold_minutes": "foretold",
    "used_minutes": "used",
    "difference_minutes": "difference",
}


class PrepaidForecast(models.Model):
    """What was foretold of a contract's use of a month, and what came.

    Kept on the first day of the month, or when the first forecast of it is made, so
    that anybody sees how far forecasts can be trusted.
    """

    _name = "prepaid.forecast"
    _description = "Prepaid Forecast of a Month"
    _inherit = "prepaid.guarded"
    _order = "month desc, contract_id"
    _rec_name = "contract_id"

    _prepaid_user_fields = frozenset()

    contract_id = fields.Many2one(
        "prepaid.contract", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    plan_id = fields.Many2one(related="contract_id.plan_id")
    user_id = fields.Many2one(related="contract_id.user_id")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    month = fields.Date(required=True, index=True, readonly=True)
    date = fields.Date("Foretold on", required=True, readonly=True)
    foretold = fields.Float(
        digits=QUANTITY_DIGITS,
        readonly=True,
        aggregator=None,
        help="Use from that day to the end of the month at the pace of that day, in "
        "the plan's unit.",
    )
    used = fields.Float(
        digits=QUANTITY_DIGITS,
        readonly=True,
        aggregator=None,
        help="What was used in those days.",
    )
    difference = fields.Float(
        "Off by",
        digits=QUANTITY_DIGITS,
        readonly=True,
        aggregator=None,
        help="Without sign, when the month is over.",
    )
    foretold_minutes = fields.Integer("Foretold Time", compute="_compute_minutes")
    used_minutes = fields.Integer("Used Time", compute="_compute_minutes")
    difference_minutes = fields.Integer("Time Off by", compute="_compute_minutes")
    date_run_out = fields.Date(
        "Foretold to Run out",
        readonly=True,
        help="The day on which the credit of that day would have been gone.",
    )

    _contract_month_unique = models.Constraint(
        "UNIQUE (contract_id, month)", "A month of a contract is foretold once."
    )

    # === COMPUTE METHODS === #

    @api.depends("foretold", "used", "difference", "unit")
    def _compute_minutes(self):
        for row in self:
            for name, figure in MINUTES.items():
                row[name] = row[figure] if row.unit == "time" else 0

    def _field_to_sql(self, alias, field_expr, query=None):
        """Override of `base`: minutes are added up, though they have no column."""
        if field_expr not in MINUTES:
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "CASE %s WHEN 'time' THEN %s ELSE 0 END",
            self._field_to_sql(alias, "unit", query),
            self._field_to_sql(alias, MINUTES[field_expr], query),
        )

    # === ACTION METHODS === #

    def action_open_contract(self):
        """Open the contract."""
        self.ensure_one()
        return self.contract_id._get_records_action()

    # === BUSINESS METHODS === #

    @api.model
    def _keep_months(self):
        """Keep what is foretold for this month, and count what came so far."""
        self.env.flush_all()
        for today, companies in self.env["res.company"]._get_prepaid_days().items():
            month = fields.Date.start_of(today, "month")
            end = fields.Date.end_of(today, "month")
            facts = {
                "company_ids": companies._ids,
                "today": today,
                "month": month,
                "days": (end - today).days + 1,
                "since": fields.Date.start_of(month - timedelta(days=1), "month"),
                "kinds": DRAW_KINDS,
            }
            self.env.cr.execute(SQL(FORETELL, **facts))
            self.env.cr.execute(SQL(USED, **facts))
        self.invalidate_model()
