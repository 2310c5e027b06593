from odoo import models

from ..ledger.scope import GENERAL, Scope


class PrepaidGrantSource(models.AbstractModel):
    """What work the credit pays for that a line sells, named on its document."""

    _inherit = "prepaid.grant.source"

    def _get_sold_work(self):
        """Return for which work alone the line sells credit, empty where for any."""
        if not self.prepaid_sold and not self.product_id.is_prepaid_scoped:
            return ""
        sold = self._get_sold()
        scope = Scope(frozenset(sold.usage_types), frozenset(sold.projects))
        return "" if scope == GENERAL else self.env["prepaid.grant"]._tell_scope(scope)

    def _name_sold_work(self, name):
        """Return the text of a line of its document with the work it pays for."""
        work = self._get_sold_work()
        if not work:
            return name
        return f"{name}\n{self.env._('Pays for %(work)s only', work=work)}"


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_sale_order_line_multiline_description_sale(self):
        """Override of `sale`: the client signs what the credit pays for."""
        name = super()._get_sale_order_line_multiline_description_sale()
        return self._name_sold_work(name)
