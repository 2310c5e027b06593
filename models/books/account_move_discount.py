from collections import defaultdict

from odoo import models

from ...metering import apportion


class AccountMove(models.Model):
    """Discounts on lines of their own: part of the price of what is beside them."""

    _inherit = "account.move"

    def _share_prepaid_discounts(self):
        """Return {pack line: [(discount line, value, coins)]} of one document.

        Each discount belongs to the lines beside it that bear the same taxes, as Odoo
        splits discounts, by subtotal; to all of them if none does. In a credit note of
        nothing but a discount these are the lines of the invoice that it credits.
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
            bearers = sold.filtered(
                lambda line, discount=discount: line.tax_ids == discount.tax_ids
            )
            for line, value, coins in (bearers or sold)._share_discount(discount):
                if line._is_pack_line() and (value or coins):
                    shares[line].append((discount, value, coins))
        return shares

    def _is_discount_only(self):
        """Tell whether the document sells or credits nothing but discounts."""
        return bool(self._get_discount_lines()) and not self._get_discounted_lines()

    def _get_discount_lines(self):
        return self.invoice_line_ids.filtered(lambda line: line._is_prepaid_discount())

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

    def _is_prepaid_payment(self):
        """Tell whether a line pays rather than sells: down payments, gift cards.

        Override it for other means of payment that stand on invoices as lines.
        """
        rewards = self.sale_line_ids
        # A mark of `sale_loyalty`, which the addon does not need.
        if "reward_id" in rewards._fields:
            if any(rewards.reward_id.program_id.mapped("is_payment_program")):
                return True
        return self.is_downpayment

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

    def _share_discount(self, discount):
        """Return [(line, value, coins)] of what each line bears of a discount."""
        weights = [line._get_bill_value() for line in self]
        if not sum(weights):
            return []
        values = apportion(discount._get_bill_value(), weights)
        coins = apportion(discount._get_bill_coins(), weights)
        return list(zip(self, values, coins, strict=True))
