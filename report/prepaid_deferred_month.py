from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..models.books.deferred import CHANGES, DEPENDS

# Added up first: movements are many more than months.
MOVES = f"""
    SELECT company_id, DATE_TRUNC('month', date) AS date, kind,
           SUM(sold - earned) AS amount
      FROM ({CHANGES}) change
  GROUP BY 1, 2, 3
"""

# Every month from the first movement of a company to now or the last, empty or not.
MONTHS = """
    SELECT company_id, GENERATE_SERIES(
               DATE_TRUNC('month', MIN(date)),
               DATE_TRUNC('month', GREATEST(MAX(date), %(today)s)), '1 month'
           )::date AS month
      FROM move
  GROUP BY company_id
"""

TOTALS = """
    SELECT span.company_id, span.month,
           COALESCE(SUM(amount) FILTER (WHERE kind = 'opened'), 0) AS opened,
           COALESCE(SUM(amount) FILTER (WHERE kind = 'sold'), 0) AS sold,
           COALESCE(SUM(amount) FILTER (WHERE kind = 'credited'), 0) AS credited,
           COALESCE(SUM(amount) FILTER (WHERE kind = 'earned'), 0) AS earned,
           COALESCE(SUM(amount) FILTER (WHERE kind = 'expired'), 0) AS expired,
           COALESCE(SUM(amount) FILTER (WHERE kind = 'adjusted'), 0) AS adjusted,
           SUM(COALESCE(SUM(amount), 0)) OVER (
               PARTITION BY span.company_id ORDER BY span.month) AS closing
      FROM span
 LEFT JOIN move ON move.company_id = span.company_id
       AND move.date = span.month
  GROUP BY span.company_id, span.month
"""

# The seven parts of each month: they add up to its closing balance.
PARTS = """
    SELECT total.company_id * 200000 + EXTRACT(YEAR FROM month)::int * 84
               + EXTRACT(MONTH FROM month)::int * 7 + part.number AS id,
           total.*, before.amount AS opening,
           part.kind, part.amount
      FROM total
CROSS JOIN LATERAL (
        SELECT closing - opened - sold - credited - earned - expired - adjusted
            AS amount
      ) before
CROSS JOIN LATERAL (
        VALUES (0, 'opening', before.amount), (1, 'sold', sold),
               (2, 'credited', credited), (3, 'earned', earned),
               (4, 'expired', expired), (5, 'adjusted', adjusted), (6, 'opened', opened)
      ) part (number, kind, amount)
"""


def _figure(label=None):
    """Return a field for a figure of the month, which no sum should repeat."""
    return fields.Monetary(
        label, readonly=True, currency_field="company_currency_id", aggregator=None
    )


class PrepaidDeferredMonth(models.Model):
    """Deferred revenue from opening to closing balance, month by month.

    Seven rows a month, one for each kind, for graphs; each repeats the month's figures
    for the list, which shows the first.
    """

    _name = "prepaid.deferred.month"
    _description = "Deferred Revenue by Month"
    _auto = False
    _order = "month desc, id"
    _rec_name = "month"
    _depends = DEPENDS

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    month = fields.Date(readonly=True)
    kind = fields.Selection(
        [
            ("opening", "Opening"),
            ("opened", "Brought over"),
            ("sold", "Sold"),
            ("credited", "Credited"),
            ("earned", "Earned"),
            ("expired", "Expired"),
            ("adjusted", "Adjusted"),
        ],
        readonly=True,
    )
    amount = fields.Monetary(
        "Deferred Revenue",
        readonly=True,
        currency_field="company_currency_id",
        help="The parts of a month add up to its closing balance.",
    )

    # The whole month, on each of its rows
    opening = _figure()
    opened = _figure("Brought over")
    sold = _figure()
    credited = _figure()
    earned = _figure()
    expired = _figure()
    adjusted = _figure()
    closing = _figure()

    @property
    def _table_query(self):
        return SQL(
            "WITH move AS (%s), span AS (%s), total AS (%s) %s",
            SQL(MOVES),
            SQL(MONTHS, today=self.env.company._get_prepaid_today()),
            SQL(TOTALS),
            SQL(PARTS),
        )

    @api.depends("month")
    def _compute_display_name(self):
        for row in self:
            row.display_name = format_date(self.env, row.month, date_format="MMMM yyyy")

    def action_open_moves(self):
        """Open the movements of this month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_deferred_move_action"
        )
        end = fields.Date.end_of(self.month, "month")
        return action | {
            "display_name": self.display_name,
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", fields.Date.to_string(self.month)),
                ("date", "<=", fields.Date.to_string(end)),
            ],
            "context": {},
        }
