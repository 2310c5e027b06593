from odoo import models


class PrepaidPlan(models.Model):
    """Until when credit is valid, and what becomes of it then, told before the sale."""

    _inherit = "prepaid.plan"

    def _get_public_validity(self, months):
        """Add what becomes of what is left, where it is not lost."""
        text = super()._get_public_validity(months)
        if not months or self.expiry_outcome == "forfeit":
            return text
        return f"{text} · {self._tell_outcome(self.expiry_outcome)}"


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_sale_order_line_multiline_description_sale(self):
        """Override of `sale`: the client reads what is promised for the expiry."""
        name = super()._get_sale_order_line_multiline_description_sale()
        sold = self._get_sold()
        if not sold.months or not sold.outcome:
            return name
        plan_sudo = self._get_prepaid_plan().sudo()
        return f"{name}\n{plan_sudo._get_public_validity(sold.months)}"
