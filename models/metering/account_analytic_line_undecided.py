from odoo import api, fields, models
from odoo.fields import Domain

from .uncovered import DECIDED


class AccountAnalyticLine(models.Model):
    """Work not covered that still asks somebody for a decision, and whom."""

    _inherit = "account.analytic.line"

    is_prepaid_mine = fields.Boolean(
        "Of My Clients",
        compute="_compute_is_prepaid_mine",
        search="_search_is_prepaid_mine",
        help="The user looks after a contract of the client. Work without a client is "
        "everybody's.",
    )

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_is_prepaid_mine(self):
        found = self.filtered_domain(self._get_mine_domain())
        for line in self:
            line.is_prepaid_mine = line in found

    def _search_is_prepaid_mine(self, operator, value):
        return self._get_mine_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_mine_domain(self):
        """Return the work of customers of the user's contracts, and of their sites."""
        contracts = self.env["prepaid.contract"].search_fetch(
            [("user_id", "=", self.env.uid), ("state", "!=", "closed")], ["partner_id"]
        )
        is_mine = Domain("partner_id", "child_of", contracts.partner_id.ids)
        return is_mine | Domain("partner_id", "=", False)

    @api.model
    def _get_undecided_domain(self):
        """Return the work that waits for an account manager to decide."""
        return (
            Domain("prepaid_uncovered", "!=", False)
            & Domain("prepaid_uncovered", "not in", DECIDED)
            & Domain("prepaid_left_reason", "=", False)
        )
