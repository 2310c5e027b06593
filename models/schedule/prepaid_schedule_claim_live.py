from fractions import Fraction

from odoo import fields, models

from .spans import exact


class PrepaidScheduleClaim(models.Model):
    """What became of the days that were put on an order: people cancel and credit."""

    _inherit = "prepaid.schedule.claim"

    is_given_up = fields.Boolean(
        readonly=True, help="Days that the client paid and gave up."
    )
    is_off = fields.Boolean(
        "Not Billed",
        compute="_compute_is_off",
        help="The order that was to bill these days was cancelled or deleted.",
    )

    def _compute_is_off(self):
        for claim in self:
            order_line_sudo = claim.sudo().sale_line_id
            is_gone = not order_line_sudo or order_line_sudo.state == "cancel"
            claim.is_off = is_gone and not claim.is_given_up

    def _get_live_part(self):
        """Return which part of what it billed stands, from 0 to 1.

        Credit notes that somebody made of the invoice take from it. What is not posted
        yet stands.
        """
        if self.is_off:
            return Fraction(0)
        lines = self._get_billed_lines()
        whole = abs(exact(self.sale_line_id.price_subtotal))
        if not lines or not whole:
            return Fraction(1)
        billed = sum(
            (1 if line.move_id.move_type == "out_invoice" else -1)
            * exact(line.price_subtotal)
            for line in lines
        )
        return min(max(billed / whole, Fraction(0)), Fraction(1))

    def _spare(self, gap):
        """Return what is to be given back, less what people credited of it already."""
        gone = sum(
            exact(claim.amount) * (1 - claim._get_live_part())
            for claim in self
            if claim.amount > 0
        )
        step = exact(self.currency_id.rounding)
        amount = min(gap.amount + gone // step * step, Fraction(0))
        return gap if amount == gap.amount else gap.take(amount)
