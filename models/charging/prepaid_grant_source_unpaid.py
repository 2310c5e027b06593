from odoo import models


class AccountMoveLine(models.Model):
    """What an invoice line is worth while its money is on its way, in or out."""

    _inherit = "account.move.line"

    def _get_prepaid_claim(self):
        """Override: less what was paid back, and no more than what is trusted."""
        claim = super()._get_prepaid_claim()
        if not claim.packs:
            return claim
        move = self.move_id
        gone = self._get_packs_for(move._get_refunded_amount())
        claim = claim._replace(packs=claim.packs - gone)
        if move._is_prepaid_settled():
            return claim
        open_amount = move._get_taken_back_amount()
        if open_amount and not claim.is_earned:
            packs = claim.packs - self._get_packs_for(open_amount)
            return claim._replace(packs=packs, is_earned=True)
        return self.sale_line_ids[:1]._limit_to_trust(claim)

    def _get_packs_for(self, amount):
        """Return how many packs of the line an amount of its invoice pays."""
        total = self.move_id.amount_total
        if not (amount and total):
            return 0
        sold = self.prepaid_pool_line_ids.filtered(
            lambda row: row.kind == "sale" and row.line_id.parent_state == "posted"
        )
        return sum(sold.mapped("packs")) * amount / total


class SaleOrderLine(models.Model):
    """What an order line is worth while its money is on its way, in or out."""

    _inherit = "sale.order.line"

    def _get_prepaid_claim(self):
        """Override: less what was paid back, and no more than what is trusted."""
        claim = super()._get_prepaid_claim()
        gone = sum(
            line._get_packs_for(line.move_id._get_refunded_amount())
            for line in self.invoice_lines.filtered("prepaid_pool_line_ids")
        )
        claim = claim._replace(packs=claim.packs - gone)
        return self._limit_to_trust(claim)

    def _limit_to_trust(self, claim):
        """Return a claim, less what must be paid first where the order is on trust."""
        refill = self.order_id._get_trusted_refill()
        if not refill or refill._is_paid():
            return claim
        packs = min(claim.packs, refill._get_trusted_packs(self))
        return claim._replace(packs=packs, is_earned=bool(packs))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_trusted_refill(self):
        """Return the refill whose order this is, if its credit is or was on trust."""
        return (
            self.env["prepaid.refill"]
            .sudo()
            .search(
                [("sale_order_id", "in", self.ids), ("trusted_quantity", ">", 0)],
                limit=1,
            )
        )
