from datetime import date

from odoo import models
from odoo.exceptions import UserError


class PrepaidGrant(models.Model):
    """What a client paid for credit that is left, and how it is given back."""

    _inherit = "prepaid.grant"

    def _get_unearned(self):
        """Return {grant: coins} of what was paid for the credit left, not earned yet.

        What expired and is still owed is left, too.

        In company currency, without taxes, as the books say it of all that is booked.
        """
        unearned = {}
        left = self.filtered(lambda grant: grant.remaining or grant.owed)
        for pool in self._read_pools(left.move_line_id, date.max):
            company = pool.line.company_id
            for lot, price in zip(pool.lots, pool.get_prices(), strict=True):
                if lot.grant in left:
                    earned = sum(company._earn(lot, price).values())
                    unearned[lot.grant] = price - earned
        return {grant: coins for grant, coins in unearned.items() if coins > 0}

    def _draft_refunds(self, reason):
        """Draft credit notes over what is not earned of this credit, one an invoice.

        Posted, they take the credit of that value back.
        """
        unearned = self._get_unearned()
        if not unearned:
            raise UserError(
                self.env._(
                    "No invoice sold the credit left on %(contract)s: there is nothing "
                    "to refund. Let it expire, or keep it.",
                    contract=self.contract_id[:1].name,
                )
            )
        grants = self.browse().union(*unearned).with_company(self.company_id[:1])
        grants._check_invoiced()
        grants._check_refundable()
        notes = self.env["account.move"]
        for move, sold in grants.grouped("move_id").items():
            coins = {
                line: sum(unearned[grant] for grant in part)
                for line, part in sold.grouped("move_line_id").items()
            }
            notes |= move._draft_prepaid_refund(coins, reason)
        return notes

    def _is_bought(self):
        """Tell whether a document sold it; what came with it as a bonus is a gift."""
        is_sold = bool(self.move_line_id or self.sale_line_id)
        return is_sold and self._get_sold_kind() == "purchase"

    def _check_invoiced(self):
        """Refuse to credit what no invoice sold here: opening balances."""
        for grant in self:
            if not grant.move_id.is_sale_document(include_receipts=True):
                raise UserError(
                    self.env._(
                        "“%(grant)s” was sold before, elsewhere: no invoice here can "
                        "be credited. Make its credit note by hand, and take the "
                        "credit back from the contract, or let it expire.",
                        grant=grant.name,
                    )
                )

    def _check_refundable(self):
        """Refuse where a credit note would take back credit of another contract."""
        for grant in self:
            family = grant._get_origins()._get_family()
            others = family.filtered("remaining").contract_id - self.contract_id
            if others:
                raise UserError(
                    self.env._(
                        "Part of “%(grant)s” was transferred to %(contract)s and is "
                        "left there. Transfer it back first, or transfer this part "
                        "too.",
                        grant=grant.name,
                        contract=others[0].name,
                    )
                )
