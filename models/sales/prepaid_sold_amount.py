from odoo import models
from odoo.exceptions import UserError

from .sold import Sold


class PrepaidGrantSource(models.AbstractModel):
    """What a line sells whose buyer chose the amount."""

    _inherit = "prepaid.grant.source"

    # === THE DOCUMENT'S RULES === #

    def _get_amount_terms(self):
        """Return (amount, rate) of one pack, (None, None) where its price is fixed.

        A line that names no amount is sold for what one of its packs costs on it.
        """
        template_sudo = self.product_id.sudo().product_tmpl_id
        if not template_sudo.is_prepaid_open_amount:
            return None, None
        price = self.product_uom_id._compute_price(
            self.price_unit, self.product_id.uom_id
        )
        company = self.company_id or self.env.company
        amount = (self.currency_id or company.currency_id)._convert(
            price, template_sudo.currency_id, company, company._get_prepaid_today()
        )
        position = self._get_amount_position()
        return amount, template_sudo._find_amount_rate(amount, position)

    def _get_amount_position(self):
        """Return the fiscal position under which the amount is the price."""
        return self.env["account.fiscal.position"]

    def _is_same_amount(self, sold):
        """Tell whether the amount is still the one that was sold (Sold)."""
        amount, _rate = self._get_amount_terms()
        return amount is None or amount == sold.amount

    # === WHAT IS SOLD === #

    def _sell_amount(self, sold):
        """Return what is sold (Sold) where the buyer chose the amount, else as it is.

        Asked for what the catalogue sells, never of what a document froze.
        """
        amount, rate = self._get_amount_terms()
        if amount is None:
            return sold
        return self.product_id._sell_amount(sold, amount, rate)

    def _is_same_sale(self, sold):
        """Override: another amount is sold anew. What had a fixed price keeps it."""
        is_same = super()._is_same_sale(sold)
        return is_same and (not sold.amount or self._is_same_amount(sold))

    def _freeze_sold(self):
        for line in self:
            if not line._is_same_sale(Sold.unpack(line.sudo().prepaid_sold)):
                line._check_amount_currency()
        return super()._freeze_sold()

    def _check_amount_currency(self):
        """Refuse an amount that is not in the pack's own currency."""
        pack_sudo = self.product_id.sudo().product_tmpl_id
        if not pack_sudo.is_prepaid_open_amount or not self.currency_id:
            return
        if self.currency_id != pack_sudo.currency_id:
            raise UserError(
                self.env._(
                    "“%(pack)s” is sold in %(own)s, not in %(other)s: choose a "
                    "pricelist, or a currency, in %(own)s.",
                    pack=pack_sudo.name,
                    own=pack_sudo.currency_id.name,
                    other=self.currency_id.name,
                )
            )
