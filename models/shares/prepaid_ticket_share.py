from odoo import models
from odoo.fields import Domain


class PrepaidTicket(models.AbstractModel):
    """What is left of the shares of who a ticket is for."""

    _inherit = "prepaid.ticket"

    def _tell_credit(self, contract):
        """Override: name the shares in which work on the ticket counts."""
        told = super()._tell_credit(contract)
        if contract.has_shares:
            shares = contract._get_shares(self.sudo()._get_prepaid_customer())
            told["shares"] = shares._tell_figures()
        return told

    def _follow_prepaid_move(self, before):
        """Override: work counts in the shares of who the ticket is for now."""
        result = super()._follow_prepaid_move(before)
        domain = self._get_prepaid_domain("account.analytic.line")
        domain &= Domain("prepaid_contract_id.has_shares", "=", True)
        self.env["account.analytic.line"].sudo().search(domain)._follow_shares()
        return result
