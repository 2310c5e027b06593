import stripe
from werkzeug.exceptions import BadRequest, Forbidden

from odoo import http
from odoo.http import request

from odoo.addons.payment_stripe import utils as stripe_utils
from odoo.addons.payment_stripe.controllers.main import StripeController
from odoo.addons.sale_timesheet_prepaid.models.client.readable import is_readable


class PrepaidStripeController(StripeController):
    """Stripe's messages: none is read that Stripe did not sign."""

    @http.route()
    def stripe_webhook(self):
        """Override of `payment_stripe`: read signed messages, and ours among them."""
        provider_sudo = self._get_signing_provider()
        name, thing = self._read_event()
        handle = self._get_handler(name)
        if not handle:
            return super().stripe_webhook()
        handle(provider_sudo, thing)
        return request.make_json_response("")

    def _read_event(self):
        """Return (name, what it is about) of a message; refuse what is none."""
        try:
            event = request.get_json_data()
            name, thing = event["type"], event["data"]["object"]
        except (ValueError, RecursionError, KeyError, TypeError) as error:
            raise BadRequest() from error
        if not (isinstance(name, str) and isinstance(thing, dict)):
            raise BadRequest()
        return name, thing

    def _get_signing_provider(self):
        """Return the provider whose secret signed the message; refuse it if none did.

        A provider without a secret can prove nothing. One that was disabled meanwhile
        still hears of payments that are under way.
        """
        providers_sudo = request.env["payment.provider"].sudo()
        for provider_sudo in providers_sudo.search([("code", "=", "stripe")]):
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
        except (stripe.SignatureVerificationError, TypeError):
            # Letters beyond ASCII are no signature that could be compared.
            return False
        return True

    def _verify_signature(self, tx_sudo):
        """Override of `payment_stripe`: the message is of the transaction's account."""
        if not self._is_signed_for(tx_sudo.provider_id):
            raise Forbidden()

    def _get_handler(self, name):
        """Return who handles events of this name; None: Odoo does, or nobody."""
        if name == "charge.refunded":
            return self._handle_refunds
        if name.startswith("charge.dispute."):
            return self._handle_disputes
        if name in ("payment_method.automatically_updated", "payment_method.updated"):
            return self._handle_method
        return None

    def _handle_refunds(self, provider_sudo, charge):
        tx_sudo = self._find_transaction(
            provider_sudo, "reference", charge.get("description")
        )
        is_named = tx_sudo and _is_name(charge.get("id"))
        if is_named and tx_sudo._is_of_stripe_database(charge):
            tx_sudo._follow_stripe_refunds(charge["id"])

    def _handle_disputes(self, provider_sudo, dispute):
        if tx_sudo := self._find_transaction(
            provider_sudo, "provider_reference", dispute.get("payment_intent")
        ):
            tx_sudo._follow_stripe_disputes()

    def _handle_method(self, provider_sudo, method):
        kind = method.get("type")
        is_whole = _is_name(method.get("id")) and _is_name(kind)
        if not is_whole or not isinstance(method.get(kind), dict):
            return
        tokens_sudo = request.env["payment.token"].sudo()
        domain = [
            ("provider_id", "=", provider_sudo.id),
            ("stripe_payment_method", "=", method["id"]),
        ]
        tokens_sudo.search(domain)._follow_stripe_method(method)

    def _find_transaction(self, provider_sudo, field, name):
        """Return the provider's payment that has this name there, not its parts."""
        if not _is_name(name):
            return request.env["payment.transaction"]
        domain = [
            ("provider_id", "=", provider_sudo.id),
            ("source_transaction_id", "=", False),
            (field, "=", name),
        ]
        return request.env["payment.transaction"].sudo().search(domain, limit=1)


def _is_name(value):
    """Tell whether a value can be the name of a thing: of nothing there are many."""
    return bool(value) and isinstance(value, str) and is_readable(value)
