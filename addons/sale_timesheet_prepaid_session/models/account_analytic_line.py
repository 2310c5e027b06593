from odoo import api, fields, models


class AccountAnalyticLine(models.Model):
    """The work of a session: its contract pays, else its invoice."""

    _inherit = "account.analytic.line"

    prepaid_session_id = fields.Many2one(
        "prepaid.session",
        "Session",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )

    def _get_prepaid_contract(self):
        """Override: the session says who pays."""
        session_sudo = self.sudo().prepaid_session_id
        return (
            session_sudo.contract_id
            if session_sudo
            else super()._get_prepaid_contract()
        )

    @api.depends("prepaid_session_id")
    def _compute_prepaid_terms(self):
        """Override: what was accepted is what counts."""
        result = super()._compute_prepaid_terms()
        for line in self:
            session = line.prepaid_session_id
            if session and session.contract_id == line.prepaid_contract_id:
                line.prepaid_terms = session.terms
        return result

    def _get_uncovered(self):
        """Override: what the invoice of a session pays asks no question."""
        return False if self.prepaid_session_id else super()._get_uncovered()
