from collections import defaultdict

from odoo import fields, models

from ...metering import apportion


class AccountMove(models.Model):
    """Discounts on lines of their own: part of the price of what is beside them."""

    _inherit = "account.move"

    def _share_prepaid_discounts(self):
        """Return {pack line: [(discount line, value, coins)]} of one document."""
        shares = self._share_discounts()
        packs = self.env["account.move.line"].union(*shares)._filter_pack_lines()
        return defaultdict(list, {line: shares[line] for line in packs})

    def _share_discounts(self):
        """Return {line: [(discount line, value, coins)]} of one document.

        Each discount belongs to the lines beside it that bear the same taxes, as Odoo
        splits discounts, by subtotal; to all of them if none does. A promotion belongs
        to what it is for. In a credit note of nothing but a discount these are the
        lines of the invoice that it credits.
        ``value`` is in coins of the document's currency, ``coins`` in those of the
        company; both are negative in an invoice.
        """
        self.ensure_one()
        shares = defaultdict(list)
        discounts = self._get_discount_lines()
        sold = self._get_discounted_lines() or (
            self.reversed_entry_id._get_discounted_lines()
        )
        for discount in discounts:
            bearers = sold._get_bearers(discount)
            for line, value, coins in bearers._share_discount(discount):
                if value or coins:
                    shares[line].append((discount, value, coins))
        return shares

    def _is_discount_only(self):
        """Tell whether the document sells or credits nothing but discounts."""
        return bool(self._get_discount_lines()) and not self._get_discounted_lines()

    def _get_discount_lines(self):
        """Return the lines of customer documents that lower what is beside them."""
        sales = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        return sales.invoice_line_ids.filtered(lambda line: line._is_prepaid_discount())

    def _get_discounted_lines(self):
        """Return the lines whose price the discounts of the document lower."""
        return self.invoice_line_ids.filtered(
            lambda line: (
                line.display_type == "product"
                and not line._is_prepaid_discount()
                and not line._is_prepaid_payment()
                and (
                    line._is_pack_line()
                    or line._get_bill_value() * line._get_bill_sign() > 0
                )
            )
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    prepaid_lowers = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="What a reward of the order lowers, frozen when it was invoiced: the "
        "order lines (ids) that it is for, and whether it pays them. A cancelled order "
        "loses its rewards.",
    )

    def _freeze_sold(self):
        result = super()._freeze_sold()
        for line_sudo in self.sudo():
            lowers = line_sudo._get_lowers()
            if lowers != (line_sudo.prepaid_lowers or {}):
                line_sudo.prepaid_lowers = lowers
        return result

    def _get_lowers(self):
        """Return what the line of a reward lowers: {lines, is_payment}, else {}."""
        if self.parent_state == "posted" or not self.sale_line_ids:
            return self.prepaid_lowers or self._get_reversed_lowers()
        lines = self.sale_line_ids._get_promoted_lines().ids
        is_payment = any(line._is_prepaid_payment() for line in self.sale_line_ids)
        values = {"lines": lines, "is_payment": is_payment}
        return {name: value for name, value in values.items() if value}

    def _get_reversed_lowers(self):
        reversed_lines = self.move_id.reversed_entry_id.invoice_line_ids.filtered(
            lambda line: line.product_id == self.product_id and line.prepaid_lowers
        )
        return reversed_lines[:1].prepaid_lowers or {}

    def _is_prepaid_payment(self):
        """Tell whether a line pays rather than sells: down payments, gift cards.

        Override it for other means of payment that stand on invoices as lines.
        """
        return self.is_downpayment or self._get_lowers().get("is_payment", False)

    def _is_prepaid_discount(self):
        """Tell whether the line lowers the price of what stands beside it.

        What Odoo marks as a discount; else a negative line that nothing marks as
        something else: no pack, no payment, no goods of an order that are taken back.
        """
        self.ensure_one()
        if self.display_type != "product" or self._is_prepaid_payment():
            return False
        if self._is_pack_line():
            return False
        order_line = self.sale_line_ids[:1]
        if self._is_marked_discount(order_line):
            return True
        is_negative = self._get_bill_value() * self._get_bill_sign() < 0
        return is_negative and (not order_line or order_line.price_unit <= 0)

    def _is_marked_discount(self, order_line):
        """Tell whether Odoo made the line as a discount, in an order or by product."""
        marked = self.company_id.sale_discount_product_id
        return bool(
            (order_line and order_line._is_discount_line())
            or (marked and self.product_id == marked)
        )

    def _get_bearers(self, discount):
        """Return those of the lines whose price a discount lowers."""
        promoted = self.env["sale.order.line"].browse(
            discount._get_lowers().get("lines", ())
        )
        # What is free bears nothing.
        lines = self.filtered(lambda line: line._get_bill_value())
        if promoted:
            lines = lines.filtered(lambda line: line.sale_line_ids & promoted)
        taxed_alike = lines.filtered(lambda line: line.tax_ids == discount.tax_ids)
        return taxed_alike or lines

    def _share_discount(self, discount):
        """Return [(line, value, coins)] of what each line bears of a discount."""
        weights = [line._get_bill_value() for line in self]
        if not sum(weights):
            return []
        values = apportion(discount._get_bill_value(), weights)
        coins = apportion(discount._get_bill_coins(), weights)
        return list(zip(self, values, coins, strict=True))
