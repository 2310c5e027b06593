import requests

from odoo import fields, models
from odoo.exceptions import ValidationError

from odoo.addons.payment import utils as payment_utils
from odoo.addons.payment_stripe import const
from odoo.addons.sale_timesheet_prepaid.models.charging import answers

FINAL = ("done", "cancel", "error")


class PaymentTransaction(models.Model):
    """What Stripe says of a payment is kept, and booked at once."""

    _inherit = "payment.transaction"

    stripe_error_code = fields.Char(
        "Stripe's Error Code",
        readonly=True,
        copy=False,
        help="Why Stripe refused the latest request, for machines.",
    )
    stripe_decline_code = fields.Char(
        "Bank's Decline Code",
        readonly=True,
        copy=False,
        help="Why the client's bank refused to pay.",
    )

    # === REQUESTS === #

    def _stripe_create_intent(self):
        """Override of `payment_stripe`: nothing is charged that cannot be booked."""
        if self.operation != "validation" and not self.currency_id.active:
            self._set_error(
                self.env._(
                    "Nothing was charged: the currency %(currency)s is not active.",
                    currency=self.currency_id.name,
                )
            )
            return None
        return super()._stripe_create_intent()

    def _stripe_prepare_payment_intent_payload(self):
        """Override of `payment_stripe`: name the payment as ours.

        Copies of a database name their payments alike and may share an account.
        A refill is captured at once, whatever the provider does for the shop: nobody
        looks at a hold that starts by itself.
        """
        payload = super()._stripe_prepare_payment_intent_payload() | {
            "metadata[odoo_reference]": self.reference,
            "metadata[odoo_database]": self._get_stripe_database(),
        }
        if self._is_prepaid_hold():
            payload["capture_method"] = "manual"
        elif self.prepaid_refill_id:
            payload["capture_method"] = "automatic"
        return payload

    def _get_stripe_database(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _is_of_stripe_database(self, record):
        """Tell whether an object of Stripe's is not of another database, as data."""
        ours, data = self._get_stripe_database(), record.get("metadata")
        return not isinstance(data, dict) or data.get("odoo_database", ours) == ours

    def _send_api_request(self, method, endpoint, *, data=None, **kwargs):
        """Override of `payment`: keep why Stripe refuses; say again what was unheard.

        A capture, void or refund has a key, so that it happens once.
        """
        if self.provider_code == "stripe" and method == "POST":
            data = self._prepare_stripe_data(endpoint, data)
            if self.source_transaction_id:
                kwargs["idempotency_key"] = self._get_stripe_key(endpoint)
        try:
            return super()._send_api_request(method, endpoint, data=data, **kwargs)
        except ValidationError as error:
            if self.provider_code == "stripe":
                self._keep_stripe_refusal(error)
            raise

    def _prepare_stripe_data(self, endpoint, data):
        """Return what a request sends; a hook for the kinds of requests."""
        return data

    def _get_stripe_key(self, endpoint):
        """Return the key of a capture, void or refund.

        Each click makes a new transaction. Until Stripe answered one of them, they ask
        for the same: the key is of the payment, the amount, and what was answered.
        """
        source = self.source_transaction_id
        answered = (source.child_transaction_ids - self).filtered(
            lambda tx: (
                tx.operation == self.operation
                and (tx.provider_reference or tx.stripe_error_code)
            )
        )
        scope = f"{endpoint}/{self._get_stripe_amount()}/{len(answered)}"
        return payment_utils.generate_idempotency_key(source, scope=scope)

    def _get_stripe_amount(self):
        """Return the amount in the smallest unit of the currency, never negative."""
        decimals = const.CURRENCY_DECIMALS.get(self.currency_id.name)
        return payment_utils.to_minor_currency_units(
            abs(self.amount), self.currency_id, arbitrary_decimal_number=decimals
        )

    def _get_major_amount(self, minor):
        """Return an amount of Stripe's in the unit of the transaction's currency."""
        decimals = const.CURRENCY_DECIMALS.get(self.currency_id.name)
        return payment_utils.to_major_currency_units(
            minor, self.currency_id, arbitrary_decimal_number=decimals
        )

    # === WHAT IT SAYS === #

    def _keep_stripe_refusal(self, error):
        """Keep codes and payment of a refusal that Odoo makes a text of."""
        cause = error.__context__
        if not isinstance(cause, requests.HTTPError) or answers.is_silence(error):
            return
        try:
            refusal = cause.response.json()["error"]
        except (ValueError, KeyError):
            return
        self._keep_stripe_error(refusal)
        intent = refusal.get("payment_intent")
        if intent and not self.source_transaction_id:
            self.provider_reference = intent["id"]

    def _keep_stripe_error(self, error):
        """Keep the codes of an error of Stripe, or forget those of before (None)."""
        error = error or {}
        codes = {
            "stripe_error_code": error.get("code") or error.get("type", False),
            "stripe_decline_code": error.get("decline_code", False),
        }
        if any(self[name] != code for name, code in codes.items()):
            self.write(codes)

    def _apply_updates(self, payment_data):
        """Override of `payment`: codes come with the state."""
        if self.provider_code == "stripe" and "payment_intent" in payment_data:
            intent = payment_data["payment_intent"]
            self._keep_stripe_error(intent.get("last_payment_error"))
        return super()._apply_updates(payment_data)

    def _process(self, provider_code, payment_data):
        """Override of `payment`: what is settled is booked now, not by the next run.

        What is of a copy of the database is not for us, whatever its name.
        """
        intent = payment_data.get("payment_intent") or {}
        if provider_code == "stripe" and not self._is_of_stripe_database(intent):
            return self
        tx = super()._process(provider_code, payment_data)
        if provider_code == "stripe" and tx.state in FINAL and not tx.is_post_processed:
            self.env.ref("payment.cron_post_process_payment_tx").sudo()._trigger()
        return tx

    def _needs_prepaid_client(self):
        """Override: the bank wants to see the client (SCA)."""
        if self.stripe_error_code == "authentication_required":
            return True
        return super()._needs_prepaid_client()
