from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# So long before, somebody can still use it or sell the next.
EXPIRING_DAYS = 30


class PrepaidContract(models.Model):
    """Contracts whose credit expires soon, unless it is used."""

    _inherit = "prepaid.contract"

    is_expiring = fields.Boolean(
        "Expires Soon",
        compute="_compute_is_expiring",
        search="_search_is_expiring",
        help="Some of its credit expires within 30 days.",
    )

    @api.depends("grant_ids.remaining", "grant_ids.date_expiry")
    def _compute_is_expiring(self):
        found = self.filtered_domain(self._get_expiring_domain())
        for contract in self:
            contract.is_expiring = contract in found

    def _search_is_expiring(self, operator, value):
        return self._get_expiring_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_expiring_domain(self):
        """Return the contracts with credit that expires soon, by their companies' day.

        What has expired and waits for late work is past helping.
        """
        days = self.env["res.company"]._get_prepaid_days()
        return Domain.OR(
            Domain("company_id", "in", companies.ids)
            & Domain(
                "grant_ids",
                "any",
                Domain("remaining", ">", 0)
                & Domain("date_expiry", ">=", today)
                & Domain("date_expiry", "<=", today + timedelta(days=EXPIRING_DAYS)),
            )
            for today, companies in days.items()
        )
