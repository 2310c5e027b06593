from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class PrepaidGrant(models.Model):
    """Grants are found by where they stand, as they are read."""

    _inherit = "prepaid.grant"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_state_domains()
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _get_state_domains(self):
        """Return {state: Domain}: `_compute_state`, the other way round."""
        has_credit, spent = Domain("remaining", ">", 0), Domain("remaining", "=", 0)
        early = Domain.OR(
            Domain("company_id", "in", companies.ids) & Domain("date", ">", today)
            for today, companies in self.env["res.company"]._get_prepaid_days().items()
        )
        expired = self._get_moved_domain(SQL("kind = 'expire'"))
        voided = self._get_moved_domain(SQL("kind = 'void'"))
        voided |= self._get_moved_domain(SQL("correction = 'mistake'"))
        return {
            "pending": has_credit & early,
            "open": has_credit & ~early,
            "expired": spent & expired,
            "void": spent & ~expired & voided,
            "used": spent & ~expired & ~voided,
        }

    @api.model
    def _get_moved_domain(self, condition):
        """Return the grants out of which such entries, less their reversals, took.

        By SQL: the ORM does not compare sums of what points at a record.
        """
        self.env["prepaid.entry"].flush_model(
            ["grant_id", "kind", "correction", "quantity"]
        )
        sql = SQL(
            "SELECT grant_id FROM prepaid_entry WHERE %s AND grant_id IS NOT NULL "
            "GROUP BY grant_id HAVING SUM(quantity) <> 0",
            condition,
        )
        return Domain("id", "in", sql)
