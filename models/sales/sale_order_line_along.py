from odoo import api, fields, models
from odoo.tools import float_round


class SaleOrderLine(models.Model):
    """What goes along with other lines of an order of packs: discounts, shipping.

    Packs are invoiced when they are bought, goods often when they are delivered. What
    lowers both is invoiced with each in its part, so that packs cost what they cost and
    no revenue of goods, nor its reduction, is booked before they are delivered.
    """

    _inherit = "sale.order.line"

    prepaid_discounted = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The order lines (ids) whose price a promotion lowers, frozen when it was "
        "sold. Empty: whatever is beside it.",
    )

    @api.depends(
        "order_id.order_line.product_uom_qty",
        "order_id.order_line.qty_delivered",
        "order_id.order_line.qty_invoiced",
    )
    def _compute_qty_to_invoice(self):
        """Override of `sale`: what goes along waits for what it goes along with."""
        result = super()._compute_qty_to_invoice()
        for line in self:
            if line.qty_to_invoice > 0 and line._goes_along():
                line.qty_to_invoice = line._get_part_to_invoice()
        return result

    def _prepare_invoice_line(self, **optional_values):
        """Override of `sale`: parts of a discount add up to it, to the coin."""
        vals = super()._prepare_invoice_line(**optional_values)
        if self._is_lowering_order() and self._goes_along():
            part = self._get_billed_part()
            if vals["quantity"] and (part < 1 or self.invoice_lines):
                amount = self._get_amount_to_invoice(part)
                vals["price_unit"] = amount / vals["quantity"]
                vals["extra_tax_data"] = False
        return vals

    # === WHAT GOES ALONG === #

    def _goes_along(self):
        """Tell whether a line is invoiced with others, in an order of packs."""
        self.ensure_one()
        if not (self._is_lowering_order() or self._is_delivery()):
            return False
        if self._is_pack_line():
            return False
        return bool(self.order_id.order_line._filter_pack_lines())

    def _is_lowering_order(self):
        """Tell whether a line lowers what is to pay: a discount, a gift card."""
        return (
            not self.display_type
            and not self.is_downpayment
            and self.product_uom_qty > 0
            and self.price_subtotal < 0
        )

    def _get_part_to_invoice(self):
        """Return the quantity to invoice now, at most what Odoo would."""
        part = self._get_billed_part()
        if self._is_delivery():
            return self.qty_to_invoice if part else 0
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        step = 10**-digits
        wanted = self.product_uom_qty * part
        if 0 < part < 1:
            # However small the part, something is invoiced, and something left.
            wanted = min(max(wanted, step), self.product_uom_qty - step)
        wanted = float_round(wanted - self.qty_invoiced, precision_digits=digits)
        return max(min(self.qty_to_invoice, wanted), 0)

    def _get_billed_part(self):
        """Return the part (0 to 1) of what it goes along with that is invoiced.

        Or will be with the next invoice.
        """
        lines = self._get_goods() if self._is_delivery() else self._get_lowered_lines()
        billed = total = 0
        for line in lines:
            price = self._get_weight(line)
            total += price
            if line.product_uom_qty:
                quantity = line.qty_invoiced + line.qty_to_invoice
                billed += price * min(max(quantity / line.product_uom_qty, 0), 1)
        return billed / total if total else 1

    def _get_weight(self, line):
        """Return the price of a line that counts: with taxes for what is paid by it."""
        if self._is_delivery() or self._is_prepaid_payment():
            return line.price_total
        return line.price_subtotal

    def _get_amount_to_invoice(self, part):
        """Return what to invoice of a discount, quantity times price."""
        amount = self.product_uom_qty * self.price_unit
        if part < 1:
            amount = self.currency_id.round(amount * part)
        standing = self.invoice_lines.filtered(
            lambda line: line.parent_state != "cancel"
        )
        return amount - sum(
            line.quantity
            * line.price_unit
            * (-1 if line.move_type == "out_refund" else 1)
            for line in standing
        )

    def _get_goods(self):
        """Return the lines of goods beside a line, which are shipped."""
        return self.order_id.order_line.filtered(
            lambda line: line.product_id.type == "consu" and not line._is_delivery()
        )

    # === WHAT IS LOWERED === #

    def _is_prepaid_payment(self):
        """Tell whether the line pays rather than sells: a gift card, an e-wallet."""
        # A mark of `sale_loyalty`, which the addon does not need.
        if "reward_id" not in self._fields:
            return False
        programs_sudo = self.sudo().reward_id.program_id
        return any(programs_sudo.mapped("is_payment_program"))

    def _get_lowered_lines(self):
        """Return the order lines whose price a discount lowers, or that it pays."""
        scope = self._get_promoted_lines()
        lines = scope or self.order_id.order_line.filtered(
            lambda line: line._is_price_lowered()
        )
        if self._is_prepaid_payment():
            return lines
        taxed_alike = lines.filtered(lambda line: line.tax_ids == self.tax_ids)
        return taxed_alike or lines

    def _is_price_lowered(self):
        return (
            not self.display_type and not self.is_downpayment and self.price_total > 0
        )

    def _get_promoted_lines(self):
        """Return the lines that a promotion is for; none if it is for all."""
        lines = self.browse()
        for line in self:
            if line.prepaid_discounted or line.state == "sale":
                lines |= self.browse(line.prepaid_discounted or ()).exists()
            else:
                lines |= line._find_promoted_lines()
        return lines

    def _find_promoted_lines(self):
        """Return the lines that a promotion is for now, as its program says."""
        if "reward_id" not in self._fields:
            return self.browse()
        reward_sudo, order_sudo = self.sudo().reward_id, self.sudo().order_id
        if reward_sudo.reward_type != "discount" or self._is_prepaid_payment():
            return self.browse()
        if reward_sudo.discount_applicability == "specific":
            lines_sudo = order_sudo._get_specific_discountable_lines(reward_sudo)
        elif reward_sudo.discount_applicability == "cheapest":
            lines_sudo = order_sudo._cheapest_line(reward_sudo) or self.browse()
        else:
            # Shipping, most of all.
            spared_sudo = order_sudo._get_no_effect_on_threshold_lines()
            lines_sudo = order_sudo.order_line - spared_sudo
        return self.browse(
            lines_sudo.filtered(lambda line: line._is_price_lowered()).ids
        )

    def _freeze_sold(self):
        """Freeze what promotions lower, too: programs change, past prices do not."""
        result = super()._freeze_sold()
        for line_sudo in self.sudo():
            if line_sudo._is_lowering_order() and not line_sudo.prepaid_discounted:
                line_sudo.prepaid_discounted = line_sudo._find_promoted_lines().ids
        return result
