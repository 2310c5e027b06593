import logging
from datetime import timedelta

import stripe

from odoo import models

_logger = logging.getLogger(__name__)

# Clocks differ.
BEFORE = timedelta(minutes=10)


class PaymentTransaction(models.Model):
    """What became of a charge that was sent, and of whose answer nobody heard."""

    _inherit = "payment.transaction"

    def _get_prepaid_outcome(self):
        """Override: Stripe lists what it was asked to charge a client."""
        if self.provider_code != "stripe":
            return super()._get_prepaid_outcome()
        try:
            intent = self._find_stripe_intent()
        except stripe.StripeError as error:
            _logger.info("Stripe was not heard about %s: %s", self.reference, error)
            return False
        if intent:
            data = {"reference": self.reference, "payment_intent": intent}
            data["payment_method"] = intent.get("payment_method")
            self._process("stripe", data)
        return True

    def _find_stripe_intent(self):
        """Return Stripe's intent of this transaction as data, None if it has none."""
        client = self.provider_id._get_stripe_client()
        if self.provider_reference:
            options = {"expand": ["payment_method"]}
            found = client.payment_intents.retrieve(self.provider_reference, options)
            return found.to_dict()
        since = (self.prepaid_sent_at or self.create_date) - BEFORE
        options = {
            "created": {"gte": int(since.timestamp())},
            "expand": ["data.payment_method"],
            "limit": 100,
        }
        if self.token_id.provider_ref:
            options["customer"] = self.token_id.provider_ref
        for intent in client.payment_intents.list(options).auto_paging_iter():
            if self._is_stripe_intent(intent.to_dict()):
                return intent.to_dict()
        return None

    def _is_stripe_intent(self, intent):
        is_ours = self._is_of_stripe_database(intent)
        return is_ours and intent["description"] == self.reference
