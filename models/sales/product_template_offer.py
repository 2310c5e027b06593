from odoo import models
from odoo.tools import format_amount

from ...metering import MINUTES_PER_HOUR
from .product_template_price import get_saving


class ProductTemplate(models.Model):
    """What the shop says of a pack."""

    _inherit = "product.template"

    def _get_prepaid_page_values(self, shown):
        """Return what the pack's page shows: its offers, and its plan's values.

        ``shown`` is the variant that the page opens with, if there is one.
        """
        self.ensure_one()
        plan_sudo = self.sudo().prepaid_plan_id
        website = self.env["website"].get_current_website()
        values = plan_sudo._get_public_values()
        offers = [variant._prepare_prepaid_offer() for variant in self._get_offered()]
        # What asks for an amount asks once on a page.
        values["offers"] = [
            offer
            for offer in values["offers"]
            if not offer["amount"] or offer["template_id"] != self.id
        ]
        shown_offers = [o for o in offers if o["product_id"] == shown.id] or offers
        is_public = plan_sudo.filtered_domain(plan_sudo._get_website_domain(website))
        return values | {
            "own_offers": offers,
            "shown_id": shown_offers[0]["product_id"] if offers else False,
            "validity": plan_sudo._get_public_validity(
                self._get_prepaid_validity_months()
            ),
            "plan_url": plan_sudo.website_url if is_public else "",
        }

    def _get_prepaid_offers(self):
        """Return one offer a variant, and what it saves against the dearest of them.

        Packs that pay for the same work are compared. Prices, currency and taxes are
        those that the shop shows to the visitor. Packs without a price, which the shop
        does not sell, are left out.
        """
        variants = self._get_offered()
        offers = [variant._prepare_prepaid_offer() for variant in variants]
        offers = [offer for offer in offers if offer["can_buy"]]
        dearest = {}
        for offer in offers:
            work, price = offer["pays_for"], offer["unit_price"]
            dearest[work] = max(dearest.get(work, 0), price)
        for offer in offers:
            if most := dearest[offer["pays_for"]]:
                offer["saving"] = get_saving(offer["unit_price"], most)
                offer["saving_text"] = self.env._(
                    "Save %(percent)s%%", percent=offer["saving"]
                )
        return offers

    def _get_offered(self):
        """Return the variants of these packs, the smallest first, any amount last."""
        return self.product_variant_ids.sorted(
            lambda variant: (
                variant.is_prepaid_open_amount,
                variant.prepaid_quantity,
                variant.product_tmpl_id.id,
            )
        )

    def _get_prepaid_tax_note(self):
        """Return how the shop shows taxes, or nothing if these packs have none."""
        if not self.sudo().taxes_id:
            return ""
        website = self.env["website"].get_current_website()
        if website.show_line_subtotals_tax_selection == "tax_included":
            return self.env._("Prices include taxes.")
        return self.env._("Prices exclude taxes.")


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _prepare_prepaid_offer(self):
        """Return what visitors may know of one pack, texts ready to be shown.

        ``unit_price`` is what a minute, or a coin of credit, costs with the bonus.
        """
        self.ensure_one()
        template, plan_sudo = self.product_tmpl_id, self.sudo().prepaid_plan_id
        info = template._get_combination_info(product_id=self.id)
        bonus = self.prepaid_bonus_quantity
        unit_price = self._get_offer_unit_price(info["price"])
        hour = unit_price * MINUTES_PER_HOUR if plan_sudo.unit == "time" else False

        def money(amount):
            return format_amount(self.env, amount, info["currency"])

        return {
            "template_id": template.id,
            "product_id": self.id,
            "name": self.with_context(display_default_code=False).display_name,
            "url": self.website_url,
            "credit": plan_sudo._format_quantity(self.prepaid_quantity),
            "bonus": bonus and plan_sudo._format_quantity(bonus),
            "validity": plan_sudo._get_public_validity(
                template._get_prepaid_validity_months()
            ),
            "pays_for": template._get_prepaid_pays_for(),
            "price": money(info["price"]),
            "list_price": info["has_discounted_price"] and money(info["list_price"]),
            "price_hour": hour and money(hour),
            "unit_price": unit_price,
            "saving": 0,
            "saving_text": "",
            "amount": False,
            "can_buy": not info["prevent_zero_price_sale"]
            and info["is_combination_possible"]
            and template._is_add_to_cart_possible(),
        }

    def _get_offer_unit_price(self, price):
        """Return what a minute, or a coin of credit, costs at a price of the shop."""
        return price / (self.prepaid_quantity + self.prepaid_bonus_quantity)
