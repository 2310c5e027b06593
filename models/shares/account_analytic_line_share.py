from odoo import models

from ...metering import to_quantity
from ..ledger.prepaid_draw import Demand


class AccountAnalyticLine(models.Model):
    """Work counts in the shares of who it is for, and follows its ticket there."""

    _inherit = "account.analytic.line"

    # === CRUD METHODS === #

    def write(self, vals):
        """Override: work that goes to another ticket counts where that counts."""
        result = super().write(vals)
        if vals.keys() & self._get_move_fields():
            self.sudo()._follow_shares()
        return result

    # === BUSINESS METHODS === #

    def _get_shares(self, contract):
        """Return the shares of a contract in which the line (sudo) counts now."""
        return contract._get_shares(self._get_prepaid_customer())

    def _compare_prepaid_draws(self, booked):
        """Override: what a line gives back at once is room for what it draws anew."""
        unwound, demands = super()._compare_prepaid_draws(booked)
        return unwound, [demand._replace(kept=unwound) for demand in demands]

    def _follow_shares(self):
        """Count what is drawn in the shares of who it is for now.

        By reversal and new draw. What is invoiced stays, and what its contract would
        not take any more. Moved contacts rewrite nothing: only moved work does.
        """
        lines = self.filtered(
            lambda line: (
                line.prepaid_contract_id.has_shares
                and line._is_not_billed()
                and line.prepaid_contract_id._is_drawable(line.date)
            )
        )
        booked = lines._get_booked_draws() if lines else {}
        moved = lines.filtered(
            lambda line: any(
                entry.share_ids != line._get_shares(line.prepaid_contract_id)
                for entry, _figures in booked.get(line.id, ())
            )
        )
        if not moved:
            return
        unwound = [draw for line in moved for draw in booked[line.id]]
        demands = [
            Demand(line, line.prepaid_contract_id, figures, kept=booked[line.id])
            for line in moved
            if any(figures := line._get_due_figures())
        ]
        self._post_draws(unwound, demands)

    def _prepare_approval_vals(self, contract, due):
        """Override: where a share is what is short, its approvers are asked for it."""
        vals = super()._prepare_approval_vals(contract, due)
        if contract.has_shares:
            line_sudo, contract_sudo = self.sudo(), contract.sudo()
            shares = line_sudo._get_shares(contract_sudo)
            short = shares._find_short(self.date, due)
            if short:
                vals |= {
                    "share_id": short[0].id,
                    "share_date": self.date,
                    "quantity": to_quantity(short[1]),
                }
        return vals
