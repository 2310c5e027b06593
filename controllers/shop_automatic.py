from odoo.http import request, route

from odoo.addons.website_sale.controllers.main import WebsiteSale
from odoo.addons.website_sale.controllers.payment import PaymentPortal

from .portal_automatic import get_origin


class PrepaidAutomaticShop(WebsiteSale):
    """The box on the payment page: refill automatically when I am low."""

    def _get_shop_payment_values(self, order, **kwargs):
        """Override of `website_sale`: offer automatic refills of the cart's pack."""
        values = super()._get_shop_payment_values(order, **kwargs)
        offer = self._get_refill_offer(order)
        return values | {
            "prepaid_offer": offer,
            "is_prepaid_agreed": offer and bool(order.sudo()._get_refill_offer()),
        }

    @route(
        "/shop/prepaid/automatic",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_shop_automatic(self, agree="", **_kw):
        """Keep the buyer's choice, and show the methods that fit it."""
        order_sudo = request.cart
        if order_sudo:
            offer = agree and self._get_refill_offer(order_sudo)
            order_sudo.prepaid_refill_offer = offer or False
        return request.redirect("/shop/payment")

    def _get_refill_offer(self, order):
        """Return what the visitor can agree to; colleagues never agree for a client."""
        user = request.env.user
        if user._is_internal() or not self._has_savable_methods(order):
            return {}
        return order.sudo()._prepare_refill_offer()

    def _has_savable_methods(self, order):
        """Tell whether the shop has a payment method that can be saved."""
        partner_id, currency_id = order.partner_invoice_id.id, order.currency_id.id
        providers_sudo = request.env["payment.provider"].sudo()
        providers_sudo = providers_sudo._get_compatible_providers(
            order.company_id.id,
            partner_id,
            order.amount_total,
            currency_id=currency_id,
            force_tokenization=True,
        )
        methods_sudo = request.env["payment.method"].sudo()
        return bool(
            methods_sudo._get_compatible_payment_methods(
                providers_sudo.ids,
                partner_id,
                currency_id=currency_id,
                force_tokenization=True,
            )
        )


class PrepaidAutomaticPayment(PaymentPortal):
    def _validate_transaction_for_order(self, transaction, sale_order):
        """Override of `website_sale`: the payment carries what its buyer agreed to."""
        result = super()._validate_transaction_for_order(transaction, sale_order)
        offer, user = sale_order._get_refill_offer(), request.env.user
        if offer and not user._is_internal():
            buyer = sale_order.partner_id if user._is_public() else user.partner_id
            transaction.prepaid_refill_offer = offer | {
                "partner_id": buyer.id,
                "origin": get_origin(),
            }
        return result
