from odoo import fields, models
from odoo.exceptions import AccessError

from ..contract.access import reads_prices

# Where each figure leads.
ACTIONS = {
    "kpi_prepaid_sold": "prepaid_deferred_move_action",
    "kpi_prepaid_earned": "prepaid_deferred_move_action",
    "kpi_prepaid_used": "prepaid_entry_work_action",
    "kpi_prepaid_rate": "prepaid_profit_report_action",
    "kpi_prepaid_low": "prepaid_contract_first_action",
}


class DigestDigest(models.Model):
    """What was sold, earned and used in the time of the digest, and who runs dry."""

    _inherit = "digest.digest"

    _prepaid_user_fields = {
        "kpi_prepaid_sold",
        "kpi_prepaid_earned",
        "kpi_prepaid_used",
        "kpi_prepaid_rate",
        "kpi_prepaid_low",
    }

    kpi_prepaid_sold = fields.Boolean("Prepaid Credit Sold")
    kpi_prepaid_sold_value = fields.Monetary(
        compute="_compute_kpi_prepaid_sold_value", export_string_translation=False
    )
    kpi_prepaid_earned = fields.Boolean("Prepaid Revenue Earned")
    kpi_prepaid_earned_value = fields.Monetary(
        compute="_compute_kpi_prepaid_earned_value", export_string_translation=False
    )
    kpi_prepaid_used = fields.Boolean("Prepaid Hours Used")
    kpi_prepaid_used_value = fields.Float(
        compute="_compute_kpi_prepaid_used_value", export_string_translation=False
    )
    kpi_prepaid_rate = fields.Boolean("Prepaid Hours: Earned an Hour")
    kpi_prepaid_rate_value = fields.Monetary(
        compute="_compute_kpi_prepaid_rate_value", export_string_translation=False
    )
    kpi_prepaid_low = fields.Boolean("Prepaid Contracts to Look after")
    kpi_prepaid_low_value = fields.Integer(
        compute="_compute_kpi_prepaid_low_value", export_string_translation=False
    )

    def _compute_kpi_prepaid_sold_value(self):
        """Add up packs invoiced in the period, less credit notes, without taxes."""
        self._add_up_prepaid(
            "kpi_prepaid_sold_value", "prepaid.deferred.move", "sold:sum"
        )

    def _compute_kpi_prepaid_earned_value(self):
        """Add up revenue that was booked with a date in the period."""
        name = "kpi_prepaid_earned_value"
        self._add_up_prepaid(name, "prepaid.deferred.move", "earned:sum")

    def _compute_kpi_prepaid_used_value(self):
        """Add up the hours that work of the period drew, of contracts in hours."""
        name = "kpi_prepaid_used_value"
        self._add_up_prepaid(name, "prepaid.entry", "drawn_minutes:sum")
        for digest in self:
            digest[name] /= 60

    def _compute_kpi_prepaid_rate_value(self):
        """Divide what work of the period earned by the hours that it took."""
        name = "kpi_prepaid_rate_value"
        self._add_up_prepaid(name, "prepaid.profit.report", "rate_hour:avg")

    def _compute_kpi_prepaid_low_value(self):
        """Count the contracts that need attention: low, used up, used fast, waiting.

        As of now, whatever the period: nobody needs to call those of last month.
        """
        contracts = self.env["prepaid.contract"]
        self._check_reads(contracts)
        companies = self.company_id | self.env.company
        counts = dict(
            contracts._read_group(
                [("company_id", "in", companies.ids), ("needs_attention", "=", True)],
                ["company_id"],
                ["__count"],
            )
        )
        for digest in self:
            company = digest.company_id or self.env.company
            digest.kpi_prepaid_low_value = counts.get(company, 0)

    def _add_up_prepaid(self, name, model, figure):
        """Add up a figure by its date: a day of the company, not of the server."""
        self._check_reads(self.env[model])
        start, end, companies = self._get_kpi_compute_parameters()
        rows = self.env[model]._read_group(
            [
                ("company_id", "in", companies.ids),
                ("date", ">=", fields.Date.to_date(start)),
                ("date", "<", fields.Date.to_date(end)),
            ],
            ["company_id"],
            [figure],
        )
        sums = dict(rows)
        for digest in self:
            digest[name] = sums.get(digest.company_id or self.env.company, 0)

    def _check_reads(self, rows):
        """Leave a figure out of the digest of who may not read its list."""
        if not rows.has_access("read") or not reads_prices(self.env.user):
            raise AccessError(self.env._("You may not read this figure."))

    def _compute_kpis_actions(self, company, user):
        """Override of `digest`: each figure leads to its list."""
        addon = "sale_timesheet_prepaid"
        menu = self.env.ref(f"{addon}.sale_timesheet_prepaid_menu_root").id
        return super()._compute_kpis_actions(company, user) | {
            name: f"{addon}.{action}?menu_id={menu}" for name, action in ACTIONS.items()
        }
