from fractions import Fraction

from odoo import fields, models

from .periods import Period
from .spans import Share, exact


class PrepaidScheduleClaim(models.Model):
    """Days of a product that were put on an order, once for ever.

    Sums of claims are what was billed: whatever is due beyond them is billed next.
    """

    _name = "prepaid.schedule.claim"
    _description = "Billed Days of a Schedule"
    _inherit = "prepaid.guarded"
    _order = "date_from, id"
    _allow_sudo_commands = False

    _prepaid_user_fields = frozenset()

    schedule_id = fields.Many2one(
        "prepaid.schedule", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="schedule_id.company_id", store=True)
    currency_id = fields.Many2one(related="schedule_id.currency_id")
    refill_id = fields.Many2one("prepaid.refill", index=True, ondelete="set null")
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", index="btree_not_null", ondelete="set null"
    )
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    unit_days = fields.Float(
        "Days of One",
        digits=(20, 6),
        help="Two for ten days are twenty. Negative: given back.",
    )
    amount = fields.Monetary(help="By the price of the schedule. Negative: given back.")
    is_begun = fields.Boolean(help="Its period has begun: its credit may be used.")

    _begin_idx = models.Index("(date_from) WHERE is_begun IS NOT TRUE")

    def _get_period(self):
        return Period(self.date_from, self.date_to)

    def _get_share(self):
        return Share(exact(round(self.unit_days, 6)), exact(self.amount))

    def _get_billed(self):
        """Return {(product, Period): Share} of all that these claims billed.

        The database adds up: there are many after years, and each renewal asks.
        """
        rows = self._read_group(
            [("id", "in", self.ids)],
            ["product_id", "date_from:day", "date_to:day"],
            ["unit_days:sum", "amount:sum"],
        )
        return {
            (product.id, Period(first, last)): Share(
                exact(round(units, 6)), exact(amount)
            )
            for product, first, last, units, amount in rows
        }

    def _get_part(self):
        """Return how many periods of one it is, as an exact fraction."""
        return Fraction(self._get_share().units, self._get_period().days)

    def _get_billed_lines(self):
        """Return the posted invoice lines that billed what these claims say."""
        billed = self.filtered(lambda claim: claim.amount > 0)
        lines = billed.sale_line_id.invoice_lines
        return lines.filtered(lambda line: line.parent_state == "posted")

    def _get_sources(self):
        """Return the posted invoice lines that billed what these claims give back."""
        keys = {(claim.product_id, claim._get_period()) for claim in self}
        return self.schedule_id.claim_ids.filtered(
            lambda claim: (claim.product_id, claim._get_period()) in keys
        )._get_billed_lines()
