from odoo import api, models
from odoo.fields import Domain


class LoyaltyCard(models.Model):
    """An eWallet whose balance goes to a contract, and may come back."""

    _inherit = "loyalty.card"

    @api.model
    def _find_wallets(self, company):
        """Return the eWallets with a balance of a company, and of those they share."""
        domain = (
            Domain("program_id.program_type", "=", "ewallet")
            & Domain("program_id.company_id", "in", (False, company.id))
            & Domain("points", "!=", 0)
        )
        cards = self.with_context(active_test=False).search(domain, order="id")
        # Points are floats: what Odoo's own sums leave of a cent is nothing.
        return cards.filtered(lambda card: card._get_balance())

    def _get_balance(self):
        """Return the money on the eWallet, to the cent."""
        return self.currency_id.round(self.points)

    def _move_balance(self, amount, description):
        """Put an amount on the eWallet, below zero: take it off; its history says why.

        Nobody is mailed: the client hears from Prepaid Hours.
        """
        self.env["loyalty.history"].create(
            {
                "card_id": self.id,
                "description": description,
                "issued": max(amount, 0),
                "used": max(-amount, 0),
            }
        )
        card = self.with_context(loyalty_no_mail=True)
        card.points = self.currency_id.round(self.points + amount)
