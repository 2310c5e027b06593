from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    """Packs of any amount in the cart: the amount is asked for, checked, and kept."""

    _inherit = "sale.order"

    has_prepaid_amount = fields.Boolean(compute="_compute_has_prepaid_amount")

    @api.depends("order_line.prepaid_amount")
    def _compute_has_prepaid_amount(self):
        for order in self:
            order.has_prepaid_amount = any(order.order_line.mapped("prepaid_amount"))

    def _cart_find_product_line(self, *args, prepaid_amount=None, **kwargs):
        """Override of `website_sale`: two amounts of a pack are two lines."""
        lines = super()._cart_find_product_line(
            *args, prepaid_amount=prepaid_amount, **kwargs
        )
        if kwargs.get("linked_line_id"):
            return lines
        return lines.filtered(
            lambda line: (
                line.prepaid_amount in (0, prepaid_amount)
                or not line.product_id.is_prepaid_open_amount
            )
        )

    def _prepare_order_line_values(self, *args, prepaid_amount=None, **kwargs):
        """Override of `website_sale`: put the amount that was chosen on the line.

        What is sold along with a product is proposed for its smallest amount, to be
        changed in the cart.
        """
        values = super()._prepare_order_line_values(*args, **kwargs)
        product = self.env["product.product"].browse(values["product_id"])
        is_main = not (values["linked_line_id"] or values["combo_item_id"])
        if product.is_prepaid_open_amount and is_main:
            values["prepaid_amount"] = product.product_tmpl_id._read_amount(
                prepaid_amount, self.currency_id
            )
        return values

    def _prepare_order_line_update_values(
        self, order_line, quantity, prepaid_amount=None, **kwargs
    ):
        """Override of `website_sale`: change the amount of a line in the cart."""
        values = super()._prepare_order_line_update_values(
            order_line, quantity, prepaid_amount=prepaid_amount, **kwargs
        )
        if order_line.prepaid_amount and prepaid_amount is not None:
            template = order_line.product_id.product_tmpl_id
            amount = template._read_amount(prepaid_amount, self.currency_id)
            if amount != order_line.prepaid_amount:
                values["prepaid_amount"] = amount
        return values

    # === WHAT CHANGED MEANWHILE === #

    def _recompute_prices(self):
        """Override of `sale`: take the terms of today's tables, too."""
        self._refresh_amounts()
        return super()._recompute_prices()

    def _refresh_amounts(self):
        """Price the amounts of drafts anew, and tell the buyer in the cart."""
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            lines = order.order_line.filtered("prepaid_amount")
            warnings = list(
                filter(None, (line._get_amount_warning() for line in lines))
            )
            if order.website_id and warnings:
                order.shop_warning = "\n".join(warnings)
            lines.filtered(lambda line: line._is_amount_outdated()).modified(
                ["prepaid_amount"]
            )

    def _is_cart_ready(self):
        """Override of `website_sale`: not while an amount is not sold."""
        return super()._is_cart_ready() and not self._get_amount_warnings()

    def _check_cart_is_ready_to_be_paid(self):
        """Override of `website_sale`: say what changed since the cart was shown."""
        if warnings := self._get_amount_warnings():
            raise ValidationError("\n".join(warnings))
        return super()._check_cart_is_ready_to_be_paid()

    def _get_amount_warnings(self):
        """Return what the buyer of a cart has to know before it can be paid."""
        if self.state != "draft":
            return []
        lines = self.order_line.filtered("prepaid_amount")
        return list(filter(None, (line._get_amount_warning() for line in lines)))


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_amount_outdated(self):
        """Tell whether today's table has other terms than the line."""
        return self._find_amount_rate() != self.prepaid_amount_rate

    def _get_amount_warning(self):
        """Return what the buyer has to know before the amount is paid, or False."""
        pack_sudo = self.product_id.sudo().product_tmpl_id
        values = {
            "pack": pack_sudo.name,
            "amount": self.currency_id.format(self.prepaid_amount),
        }
        remedy = pack_sudo.is_prepaid_open_amount and pack_sudo._get_amount_remedy(
            self.prepaid_amount, self.currency_id
        )
        if remedy:
            return self.env._(
                "“%(pack)s” is not sold for %(amount)s. %(remedy)s",
                remedy=remedy,
                **values,
            )
        if not self._is_amount_outdated():
            return False
        return self.env._(
            "“%(pack)s” has new terms: %(amount)s buys %(credit)s.",
            credit=pack_sudo._describe_amount(
                self.prepaid_amount, self._find_amount_rate()
            ),
            **values,
        )

    def _is_reorder_allowed(self):
        """Override of `website_sale`: amounts are ordered again apart."""
        is_apart = self.prepaid_amount and self.env.context.get("prepaid_amounts_apart")
        return not is_apart and super()._is_reorder_allowed()
