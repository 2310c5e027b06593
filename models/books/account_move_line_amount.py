from odoo import api, models


class AccountMoveLine(models.Model):
    """Packs of any amount on invoices without an order: the price is the amount."""

    _inherit = "account.move.line"

    def _get_amount_position(self):
        return self.move_id.fiscal_position_id

    def _is_same_amount(self, sold):
        """Override: of what an order sold, or is credited, the price tells nothing."""
        if self.sale_line_ids or self._may_change_another():
            return True
        return super()._is_same_amount(sold)

    @api.depends("price_unit")
    def _compute_prepaid_note(self):
        return super()._compute_prepaid_note()
