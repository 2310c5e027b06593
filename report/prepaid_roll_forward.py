from datetime import date, datetime

from odoo import api, fields, models
from odoo.tools import SQL, format_date

# What was known at a moment, by client and month. What moved before the first month of
# interest is one sum. A client who was merged since is still who it was.
KNOWN = """
    SELECT company_id, client, currency_id,
           GREATEST(DATE_TRUNC('month', date), %(since)s - INTERVAL '1 month')::date
               AS month,
           MIN(id) AS first_id, MAX(id) AS last_id, SUM(amount) AS amount,
           SUM(amount) FILTER (WHERE kind = 'opened') AS opened,
           SUM(amount) FILTER (WHERE kind = 'sold') AS sold,
           SUM(amount) FILTER (WHERE kind = 'earned') AS earned,
           SUM(amount) FILTER (WHERE kind = 'expired') AS expired,
           SUM(amount) FILTER (WHERE kind = 'credited') AS credited,
           SUM(amount) FILTER (WHERE kind = 'adjusted') AS adjusted
      FROM prepaid_deferred_fact
     WHERE booked_at <= %(known_at)s AND date < %(until)s
  GROUP BY 1, 2, 3, 4
"""

# Each of them with the balance after it, which stands until the client's next one. The
# last stands until the present month, or the last one of the company.
STANDING = """
    SELECT *, MIN(first_id) OVER sold AS root_id,
           SUM(amount) OVER sold AS closing,
           COALESCE(
               LEAD(month) OVER sold,
               GREATEST(MAX(month) OVER (PARTITION BY company_id) + INTERVAL '1 month',
                        %(until_at_least)s)
           ) - INTERVAL '1 month' AS last_month
      FROM (%(known)s) known
    WINDOW sold AS (PARTITION BY company_id, client, currency_id ORDER BY month)
"""

# One row for each client who had a balance or a movement in a month. Its identity is
# that of the client's first fact, with the number of the month.
ROWS = """
    SELECT (row.root_id::bigint * %(months)s + EXTRACT(YEAR FROM span.month)::int * 12
               + EXTRACT(MONTH FROM span.month)::int - 1) AS id,
           row.company_id, span.month::date AS month, row.client, last.partner_id,
           last.client_name, row.currency_id,
           row.closing - CASE WHEN moved.here THEN row.amount ELSE 0 END AS opening,
           CASE WHEN moved.here THEN COALESCE(row.opened, 0) ELSE 0 END AS opened,
           CASE WHEN moved.here THEN COALESCE(row.sold, 0) ELSE 0 END AS sold,
           CASE WHEN moved.here THEN COALESCE(row.earned, 0) ELSE 0 END AS earned,
           CASE WHEN moved.here THEN COALESCE(row.expired, 0) ELSE 0 END AS expired,
           CASE WHEN moved.here THEN COALESCE(row.credited, 0) ELSE 0 END AS credited,
           CASE WHEN moved.here THEN COALESCE(row.adjusted, 0) ELSE 0 END AS adjusted,
           row.closing
      FROM (%(standing)s) row
CROSS JOIN LATERAL GENERATE_SERIES(
               GREATEST(row.month, %(since)s), row.last_month, '1 month') span (month)
CROSS JOIN LATERAL (SELECT span.month = row.month AS here) moved
      JOIN prepaid_deferred_fact last ON last.id = row.last_id
     WHERE row.closing <> 0 OR moved.here
"""
# More than there are months in the years that dates know: a part of a row's identity.
MONTHS = 120_000

# A balance does not add up over months: a group has that of its first or last one. Who
# has no row in a month had no balance in it.
BALANCES = {
    "opening:sum": """
        (SELECT SUM(figure) FROM UNNEST(ARRAY_AGG(%(month)s), ARRAY_AGG(%(figure)s))
             AS balance (month, figure) WHERE month = MIN(%(month)s))
    """,
    "closing:sum": """
        (SELECT SUM(figure) FROM UNNEST(ARRAY_AGG(%(month)s), ARRAY_AGG(%(figure)s))
             AS balance (month, figure) WHERE month = MAX(%(month)s))
    """,
}


def _figure(label=None, **over):
    return fields.Monetary(
        label, readonly=True, currency_field="company_currency_id", **over
    )


class PrepaidRollForward(models.Model):
    """Deferred revenue from opening to closing, by month, client and currency.

    As known now, or at the moment ``prepaid_known_at`` of the context, a text in UTC;
    only from the month ``prepaid_since`` to the month ``prepaid_until``. What was not
    logged yet is not in it: see `_log_prepaid_deferred`.
    """

    _name = "prepaid.roll.forward"
    _description = "Roll-Forward of Deferred Revenue"
    _auto = False
    _order = "month desc, client_name, id"
    _rec_name = "client_name"
    _depends = {
        "prepaid.deferred.fact": [
            "amount",
            "booked_at",
            "company_id",
            "currency_id",
            "date",
            "kind",
            "partner_id",
        ]
    }

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    month = fields.Date(readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    client = fields.Integer("Client Number", readonly=True, aggregator=None)
    client_name = fields.Char(
        "Client as Known",
        readonly=True,
        help="The name of the client when the last movement was logged.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        "Sold in",
        readonly=True,
        help="Currency of the invoices. The figures are in company currency.",
    )
    opening = _figure(help="The closing balance of the month before.")
    opened = _figure(
        "Brought over", help="Opening balances imported: credit sold before, elsewhere."
    )
    sold = _figure(help="Packs invoiced without taxes, less discounts.")
    earned = _figure("Used", help="Revenue booked from use.")
    expired = _figure(help="Revenue booked from credit that expired.")
    credited = _figure(help="Packs taken back by credit notes.")
    adjusted = _figure(
        help="What is none of the others: the price of packs sold before changed "
        "(debit note, credit note for the price only, later discount), or revenue was "
        "booked or taken back for packs that are credited in full (exchange "
        "differences, use that was forgiven).",
    )
    closing = _figure(help="Opening and all movements together.")

    @property
    def _table_query(self):
        context = self.env.context
        known_at = fields.Datetime.to_datetime(context.get("prepaid_known_at"))
        since = fields.Date.to_date(context.get("prepaid_since"))
        until = fields.Date.to_date(context.get("prepaid_until"))
        today = self.env.company._get_prepaid_today()
        first = fields.Date.start_of(since or date(1000, 1, 1), "month")
        end = fields.Date.add(fields.Date.start_of(until or today, "month"), months=1)
        known = SQL(
            KNOWN,
            known_at=known_at or datetime.max,
            since=first,
            until=end if until else date.max,
        )
        standing = SQL(STANDING, known=known, until_at_least=end)
        return SQL(ROWS, standing=standing, since=first, months=MONTHS)

    def _read_group_select(self, aggregate_spec, query):
        """Override of `web`: groups open as their first month, close as their last."""
        if aggregate_spec not in BALANCES:
            return super()._read_group_select(aggregate_spec, query)
        name = aggregate_spec.partition(":")[0]
        return SQL(
            BALANCES[aggregate_spec],
            month=self._field_to_sql(self._table, "month", query),
            figure=self._field_to_sql(self._table, name, query),
        )

    # === ACTION METHODS === #

    @api.model
    def action_open_months(self):
        """Open the last two years by month, with what has happened until now."""
        self.check_access("read")
        for company in self.env.companies:
            company.sudo()._log_prepaid_deferred()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_roll_forward_action"
        )
        since = fields.Date.subtract(self.env.company._get_prepaid_today(), months=23)
        since = fields.Date.to_string(fields.Date.start_of(since, "month"))
        return action | {"context": {"prepaid_since": since}}

    def action_open_facts(self):
        """Open the movements of the client's month, as known then."""
        self.ensure_one()
        root_id, number = divmod(self.id, MONTHS)
        root = self.env["prepaid.deferred.fact"].browse(root_id)
        month = date(number // 12, number % 12 + 1, 1)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_deferred_fact_action"
        )
        end = fields.Date.end_of(month, "month")
        domain = [
            ("company_id", "=", root.company_id.id),
            ("client", "=", root.client),
            ("currency_id", "=", root.currency_id.id),
            ("date", ">=", fields.Date.to_string(month)),
            ("date", "<=", fields.Date.to_string(end)),
        ]
        if known_at := self.env.context.get("prepaid_known_at"):
            domain.append(("booked_at", "<=", known_at))
        name = root.client_name or root.document
        label = format_date(self.env, month, date_format="MMMM yyyy")
        return action | {
            "display_name": f"{name} · {label}",
            "domain": domain,
            "context": {},
        }
