from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import sql

from ...metering import RATE_DIGITS
from .sold import Sold


class SaleOrderLine(models.Model):
    """Lines of packs whose buyer chooses the amount: it is the price of one."""

    _inherit = "sale.order.line"

    _prepaid_user_fields = {"prepaid_amount"}

    prepaid_amount = fields.Monetary(
        "Amount Chosen",
        compute="_compute_prepaid_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="What the buyer chose to pay for the pack; its table says what it buys.",
    )
    prepaid_amount_rate = fields.Float(
        "Rate of the Amount",
        digits=RATE_DIGITS,
        compute="_compute_prepaid_amount_rate",
        store=True,
        precompute=True,
        help="The terms that the amount reached when it was chosen: the price of an "
        "hour, or the percent of bonus.",
    )

    def _auto_init(self):
        """Leave the lines that there are without an amount: none asks for one."""
        for name in ("prepaid_amount", "prepaid_amount_rate"):
            if not sql.column_exists(self.env.cr, self._table, name):
                sql.create_column(self.env.cr, self._table, name, "numeric")
        return super()._auto_init()

    @api.depends("product_id")
    def _compute_prepaid_amount(self):
        """Propose the smallest amount. Parts of a combo have the combo's price."""
        for line in self:
            pack_sudo = line.product_id.sudo().product_tmpl_id
            is_open = pack_sudo.is_prepaid_open_amount and not line.combo_item_id
            line.prepaid_amount = pack_sudo.prepaid_amount_min if is_open else 0

    @api.depends(
        "prepaid_amount", "order_id.fiscal_position_id", "product_id.prepaid_plan_id"
    )
    def _compute_prepaid_amount_rate(self):
        """Take the terms of today's table; those of what was ordered stay."""
        for line in self:
            if line._is_amount_ordered():
                sold = Sold.unpack(line.sudo().prepaid_sold)
                line.prepaid_amount_rate = sold.rate
            else:
                line.prepaid_amount_rate = line._find_amount_rate()

    def _is_amount_ordered(self):
        """Tell whether the amount was ordered: then its terms and its text stay."""
        if not self.prepaid_amount or self.state != "sale":
            return False
        sold = Sold.unpack(self.sudo().prepaid_sold)
        ordered = (self.product_id.id, self.prepaid_amount)
        return (sold.product, sold.amount) == ordered

    def _find_amount_rate(self):
        """Return the terms that the amount reaches in today's table."""
        if not self.prepaid_amount:
            return 0.0
        pack_sudo = self.product_id.sudo().product_tmpl_id
        position = self._get_amount_position()
        return pack_sudo._find_amount_rate(self.prepaid_amount, position)

    @api.constrains("prepaid_amount", "product_id", "currency_id")
    def _check_prepaid_amount(self):
        """Refuse what is not sold; what a cart becomes is told before it is paid."""
        for line in self.filtered("prepaid_amount"):
            if line.state == "draft" and line.order_id.website_id:
                continue
            pack_sudo = line.product_id.sudo().product_tmpl_id
            if pack_sudo.is_prepaid_open_amount:
                pack_sudo._check_amount(line.prepaid_amount, line.currency_id)

    def write(self, vals):
        if "prepaid_amount" in vals:
            self._check_amount_open(vals["prepaid_amount"])
        return super().write(vals)

    def _check_amount_open(self, amount):
        """Refuse to change what was ordered."""
        for line in self.filtered(lambda line: line.state in ("sale", "cancel")):
            if line.currency_id.compare_amounts(line.prepaid_amount, amount or 0):
                raise UserError(
                    self.env._(
                        "The amount of “%(pack)s” on %(order)s was ordered and stays. "
                        "Sell another one, or cancel the order and set it to "
                        "quotation first.",
                        pack=line.product_id.display_name,
                        order=line.order_id.name,
                    )
                )

    # === PRICE === #

    @api.depends("prepaid_amount")
    def _compute_price_unit(self):
        """Override of `sale`: the amount is the price, whoever entered another."""
        open_lines = self.filtered(
            lambda line: line.prepaid_amount and not line.qty_invoiced > 0
        )
        for line in open_lines:
            line.with_context(sale_write_from_compute=True)._reset_price_unit()
        return super(SaleOrderLine, self - open_lines)._compute_price_unit()

    def _reset_price_unit(self):
        """Override of `sale`: no tax that the price includes changes the amount."""
        if not self.prepaid_amount:
            return super()._reset_price_unit()
        uom = self.product_id.uom_id
        price = uom._compute_price(self.prepaid_amount, self.product_uom_id or uom)
        return self.update({"price_unit": price, "technical_price_unit": price})

    @api.depends("prepaid_amount", "prepaid_amount_rate")
    def _compute_name(self):
        """Override of `sale`: what was ordered is not described anew."""
        ordered = self.filtered(lambda line: line._is_amount_ordered())
        return super(SaleOrderLine, self - ordered)._compute_name()

    def _get_sale_order_line_multiline_description_sale(self):
        """Override of `sale`: cart, order and invoice say what the amount buys."""
        description = super()._get_sale_order_line_multiline_description_sale()
        if not self.prepaid_amount:
            return description
        return f"{description}\n{self._describe_amount()}"

    def _describe_amount(self):
        """Return what the amount buys, for people: “5 h 33 at $ 90.00 an hour”."""
        pack_sudo = self.product_id.sudo().product_tmpl_id
        return pack_sudo._describe_amount(self.prepaid_amount, self.prepaid_amount_rate)

    # === WHAT WAS SOLD === #

    def _get_amount_position(self):
        return self.order_id.fiscal_position_id

    def _get_amount_terms(self):
        if self.prepaid_amount:
            return self.prepaid_amount, self.prepaid_amount_rate
        return super()._get_amount_terms()

    def _check_amount_currency(self):
        """Override: what names no amount, a part of a combo, is sold in any."""
        return self.prepaid_amount and super()._check_amount_currency()

    def _is_same_sale(self, sold):
        """Override: what the table says now counts once the line was priced anew."""
        chosen = (self.prepaid_amount, self.prepaid_amount_rate)
        if self.prepaid_amount and (sold.amount, sold.rate) != chosen:
            return False
        return super()._is_same_sale(sold)

    @api.depends("prepaid_amount", "prepaid_amount_rate")
    def _compute_prepaid_note(self):
        return super()._compute_prepaid_note()
