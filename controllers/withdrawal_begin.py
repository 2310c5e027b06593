from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.website_sale.controllers.main import WebsiteSale

from .portal_automatic import get_origin


class PrepaidBeginShop(WebsiteSale):
    """The box on the payment page: begin before I can no longer withdraw."""

    def _get_shop_payment_values(self, order, **kwargs):
        """Override of `website_sale`: offer to begin at once, to consumers there."""
        values = super()._get_shop_payment_values(order, **kwargs)
        is_client, order_sudo = not request.env.user._is_internal(), order.sudo()
        rule_sudo = order_sudo._get_withdrawal_rule()
        return values | {
            "prepaid_begin_text": is_client and order_sudo._get_begin_text(),
            "prepaid_begin_source": rule_sudo._get_source_link(),
            "is_prepaid_begun": is_client and order_sudo._has_begun(),
        }

    @route(
        "/shop/prepaid/begin",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_shop_begin(self, begin="", **_kw):
        """Keep the buyer's choice."""
        order_sudo = request.cart.sudo()
        user = request.env.user
        if order_sudo and not user._is_internal():
            buyer = order_sudo.partner_id if user._is_public() else user
            order_sudo._ask_to_begin(bool(begin), buyer.name, get_origin())
        return request.redirect("/shop/payment")


class PrepaidBeginPortal(CustomerPortal):
    """The same on the page of an order: quotations, and refills that were sent."""

    @route(
        "/my/prepaid/withdraw/<int:order_id>/begin",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_order_begin(self, order_id, access_token=None, begin="", **_kw):
        user = request.env.user
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if not user._is_internal():
            buyer = order_sudo.partner_id if user._is_public() else user
            order_sudo._ask_to_begin(bool(begin), buyer.name, get_origin())
        return request.redirect(order_sudo.get_portal_url())
