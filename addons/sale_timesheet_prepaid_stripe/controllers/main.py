import stripe
from werkzeug.exceptions import Forbidden

from odoo import http
from odoo.http import request

from odoo.addons.payment_stripe import utils as stripe_utils
from odoo.addons.payment_stripe.controllers.main import StripeController


class PrepaidStripeController(StripeController):
    """Stripe's messages: none is read that Stripe did not sign."""

    @http.route()
    def stripe_webhook(self):
        """Override of `payment_stripe`: read signed messages, and ours among them."""
        provider_sudo = self._get_signing_provider()
        event = request.get_json_data()
        handle = self._get_handler(event["type"])
        if not handle:
            return super().stripe_webhook()
        handle(provider_sudo, event["data"]["object"])
        return request.make_json_response("")

    def _get_signing_provider(self):
        """Return the provider whose secret signed the message; refuse it if none did.

        A provider without a secret can prove nothing.
        """
        providers_sudo = request.env["payment.provider"].sudo()
        domain = [("code", "=", "stripe"), ("state", "!=", "disabled")]
        for provider_sudo in providers_sudo.search(domain):
            if self._is_signed_for(provider_sudo):
                return provider_sudo
        raise Forbidden()

    def _is_signed_for(self, provider_sudo):
        secret = stripe_utils.get_webhook_secret(provider_sudo)
        header = request.httprequest.headers.get("Stripe-Signature")
        if not secret or not header:
            return False
        body = request.httprequest.get_data(as_text=True)
        try:
            stripe.WebhookSignature.verify_header(
                body, header, secret, self.WEBHOOK_AGE_TOLERANCE
            )
        except stripe.SignatureVerificationError:
            return False
        return True

    def _verify_signature(self, tx_sudo):
        """Override of `payment_stripe`: the message is of the transaction's account."""
        if not self._is_signed_for(tx_sudo.provider_id):
            raise Forbidden()

    def _get_handler(self, name):
        """Return who handles events of this name; None: Odoo does, or nobody."""
        return {"charge.refunded": self._handle_refunds}.get(name)

    def _find_transaction(self, provider_sudo, charge):
        """Return the provider's transaction of one of Stripe's charges."""
        return (
            request.env["payment.transaction"]
            .sudo()
            .search(
                [
                    ("provider_id", "=", provider_sudo.id),
                    ("reference", "=", charge["description"]),
                ]
            )
        )

    def _handle_refunds(self, provider_sudo, charge):
        if tx_sudo := self._find_transaction(provider_sudo, charge):
            tx_sudo._follow_stripe_refunds(charge["id"])
