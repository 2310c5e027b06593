from odoo import models
from odoo.http import request
from odoo.tools import float_repr

from . import open_amount


class ProductTemplate(models.Model):
    """What the shop asks and says of a pack of any amount."""

    _inherit = "product.template"

    def _prepare_amount_field(self):
        """Return what a field for the amount needs: plain values, texts ready."""
        currency, limits = self.currency_id, self._get_amount_limits()
        suggested = open_amount.get_suggestions(limits, self._get_amount_rows())
        step = self.prepaid_amount_step or currency.rounding
        return {
            "min": self._format_amount_value(self.prepaid_amount_min),
            "max": limits.highest
            and self._format_amount_value(self.prepaid_amount_max),
            "step": self._format_amount_value(step),
            "currency": currency.symbol,
            "is_before": currency.position == "before",
            "text": self._get_amount_answer(self.prepaid_amount_min)["text"],
            "suggestions": [
                {
                    "value": self._format_amount_value(amount),
                    "label": currency.format(amount),
                }
                for coins in suggested
                for amount in [open_amount.to_amount(coins, currency.rounding)]
            ],
        }

    def _format_amount_value(self, amount):
        """Return an amount as a field of a page takes it, in any language."""
        return float_repr(amount, self.currency_id.decimal_places)

    def _get_amount_answer(self, amount):
        """Return what the visitor who types an amount is told: {text, error}."""
        website = self.env["website"].get_current_website()
        remedy = self._get_amount_remedy(amount, website.currency_id)
        if remedy:
            return {"text": "", "error": remedy}
        rate = self._find_amount_rate(amount, request.fiscal_position)
        texts = (
            f"= {self._describe_amount(amount, rate)}",
            self._describe_amount_taxes(amount, website),
        )
        return {"text": " · ".join(filter(None, texts)), "error": ""}

    def _describe_amount_taxes(self, amount, website):
        """Return the amount as the shop shows prices, where taxes make a difference."""
        company = website.company_id
        taxes = request.fiscal_position.map_tax(
            self.sudo().taxes_id._filter_taxes_by_company(company)
        )
        totals = taxes.compute_all(amount, self.currency_id)
        if website.show_line_subtotals_tax_selection == "tax_included":
            shown = totals["total_included"]
            text = self.env._(
                "%(total)s with taxes", total=self.currency_id.format(shown)
            )
        else:
            shown = totals["total_excluded"]
            text = self.env._(
                "%(total)s without taxes", total=self.currency_id.format(shown)
            )
        return self.currency_id.compare_amounts(shown, amount) and text

    def _website_show_quick_add(self):
        """Override of `website_sale`: an amount is chosen on the pack's page."""
        return not self.is_prepaid_open_amount and super()._website_show_quick_add()


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _website_show_quick_add(self):
        return not self.is_prepaid_open_amount and super()._website_show_quick_add()

    def _prepare_prepaid_offer(self):
        """Override: ask for the amount; the price is that of the smallest."""
        offer = super()._prepare_prepaid_offer()
        if not self.is_prepaid_open_amount:
            return offer
        template, website = self.product_tmpl_id, self.env["website"]
        is_sold = website.get_current_website().currency_id == template.currency_id
        return offer | {
            "credit": self.env._("Any amount"),
            "bonus": False,
            "price": self.env._("From %(price)s", price=offer["price"]),
            "amount": is_sold and template._prepare_amount_field(),
            "can_buy": offer["can_buy"] and is_sold,
        }

    def _get_offer_unit_price(self, price):
        """Override: at the table's price, not that of whole minutes."""
        if not (self.is_prepaid_open_amount and self.prepaid_unit == "time"):
            return super()._get_offer_unit_price(price)
        return price / self.list_price * self.product_tmpl_id._get_unit_price()
