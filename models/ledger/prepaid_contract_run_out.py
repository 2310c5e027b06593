from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .alert import LEVELS

# Over how long the average use is taken.
USE_DAYS = 60
# A pace taken from fewer days since the first work says nothing of the months to come.
HISTORY_DAYS = 14
# Beyond ten years nobody asks for the day.
DAYS_MAX = 3650


class PrepaidContract(models.Model):
    """When a contract's credit is gone if use goes on, and contracts in that order."""

    _inherit = "prepaid.contract"

    date_run_out = fields.Date(
        "Runs out",
        compute="_compute_date_run_out",
        compute_sudo=True,
        help="The day on which today's balance is gone at the average use of the last "
        "60 days. Empty without use, and until the first work is 14 days old.",
    )

    @api.depends("balance", "entry_ids")
    def _compute_date_run_out(self):
        days = {}
        if self._origin:
            table = SQL.identifier(self._table)
            sql = SQL(
                "SELECT id, %s FROM %s WHERE id IN %s",
                self._run_out_to_sql(self._table),
                table,
                self._origin._ids,
            )
            days = dict(self.env.execute_query(sql))
        for contract in self:
            contract.date_run_out = days.get(contract._origin.id)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Override: levels go from fine to far overdrawn, run-outs by their day."""
        if field_name == "date_run_out":
            self._check_field_access(self._fields[field_name], "read")
            return SQL("%s %s %s", self._run_out_to_sql(alias), direction, nulls)
        if field_name != "alert_level":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        level = self._field_to_sql(alias, field_name, query)
        query._order_groupby.append(level)
        rank = SQL("array_position(%s::varchar[], %s)", list(LEVELS), level)
        return SQL("%s %s %s", rank, direction, nulls)

    @api.model
    def _run_out_to_sql(self, alias):
        """Return the SQL of a contract's day of running out, NULL where none is told.

        By SQL, as lists are in this order. The pace is the net use of the last 60 days,
        or since the first credit if that is later, over those days.
        """
        entry = self.env["prepaid.entry"]._fields
        names = ("contract_id", "kind", "date", "quantity")
        return SQL(
            """(
                SELECT day.today + LEAST(CEIL(
                    total.balance * span.days / work.used
                ), %(days_max)s)::integer
                  FROM (SELECT %(today)s::date AS today) day
            CROSS JOIN LATERAL (
                SELECT %(alias)s.balance - COALESCE(SUM(quantity), 0) AS balance
                  FROM prepaid_entry
                 WHERE contract_id = %(alias)s.id AND date > day.today
            ) total
            CROSS JOIN LATERAL (
                SELECT LEAST(%(use_days)s, GREATEST(day.today - date, 0) + 1) AS days
                  FROM prepaid_entry
                 WHERE contract_id = %(alias)s.id AND kind IN ('grant', 'transfer')
              ORDER BY date, id LIMIT 1
            ) span
            CROSS JOIN LATERAL (
                SELECT -SUM(quantity) AS used FROM prepaid_entry
                 WHERE contract_id = %(alias)s.id AND kind IN ('draw', 'debt')
                   AND date > day.today - span.days AND date <= day.today
            ) work
                 WHERE total.balance > 0 AND work.used > 0 AND EXISTS (
                    SELECT FROM prepaid_entry
                     WHERE contract_id = %(alias)s.id AND kind IN ('draw', 'debt')
                       AND date <= day.today - %(history_days)s
                )
            )""",
            alias=SQL.identifier(alias),
            today=self._today_to_sql(alias),
            use_days=USE_DAYS,
            history_days=HISTORY_DAYS,
            days_max=DAYS_MAX,
            to_flush=[self._fields["balance"], *(entry[name] for name in names)],
        )

    @api.model
    def _today_to_sql(self, alias):
        """Return the SQL of the day that it is in a contract's company."""
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        days = [
            SQL("WHEN %s THEN %s", company.id, company._get_prepaid_today())
            for company in companies
        ]
        return SQL(
            "CASE %s.company_id %s END", SQL.identifier(alias), SQL(" ").join(days)
        )
