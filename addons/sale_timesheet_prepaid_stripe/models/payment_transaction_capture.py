from odoo import models

CAPTURE = "/capture"


class PaymentTransaction(models.Model):
    """Captures of a part: Stripe captures once, and releases the rest.

    What is captured is a child of the payment that was authorised, done; what was
    released another one, cancelled. Odoo reads off both what is left: nothing.
    """

    _inherit = "payment.transaction"

    def _void(self, amount_to_void=None):
        """Override of `payment`: what a capture released is void already."""
        released = self._get_stripe_released()
        return released or super()._void(amount_to_void)

    def _prepare_stripe_data(self, endpoint, data):
        """Override: a capture says how much of the authorised amount it takes."""
        data = super()._prepare_stripe_data(endpoint, data)
        if endpoint.endswith(CAPTURE):
            return {"amount_to_capture": self._get_stripe_amount(), **(data or {})}
        return data

    def _extract_amount_data(self, payment_data):
        """Override of `payment`: of a capture, what was received is compared.

        A void is of the rest, whatever that is: nothing is compared.
        """
        amount_data = super()._extract_amount_data(payment_data)
        if not amount_data or not self._is_stripe_part():
            return amount_data
        intent = payment_data["payment_intent"]
        if intent["status"] == "canceled":
            return None
        received = intent.get("amount_received", 0)
        return amount_data | {"amount": self._get_major_amount(received)}

    def _process(self, provider_code, payment_data):
        """Override of `payment`: a message of a capture names what was authorised."""
        tx = self or self._search_by_reference(provider_code, payment_data)
        intent = payment_data.get("payment_intent") or {}
        if provider_code == "stripe" and tx._is_stripe_hold(intent):
            tx = tx._get_stripe_capture(intent)
        return super(PaymentTransaction, tx)._process(provider_code, payment_data)

    def _apply_updates(self, payment_data):
        """Override of `payment`: book what a capture released."""
        result = super()._apply_updates(payment_data)
        if self.state == "done" and self._is_stripe_part():
            self.source_transaction_id._release_stripe_rest()
        return result

    def _is_stripe_part(self):
        """Tell whether it is a capture or a void of an authorised payment."""
        is_part = self.source_transaction_id and self.operation != "refund"
        return self.provider_code == "stripe" and bool(is_part)

    def _is_stripe_hold(self, intent):
        """Tell whether Stripe captured what was authorised here."""
        return (
            self.state in ("draft", "pending", "authorized")
            and not self.source_transaction_id
            and intent.get("capture_method") == "manual"
            and intent.get("status") == "succeeded"
        )

    def _get_stripe_capture(self, intent):
        """Return the child that a capture at Stripe is, made where there is none."""
        if self.state != "authorized":
            self._set_authorized()
        amount = self._get_major_amount(intent["amount_received"])
        parts = self.child_transaction_ids.filtered(
            lambda tx: (
                tx.operation == self.operation
                and tx.state != "cancel"
                and not self.currency_id.compare_amounts(tx.amount, amount)
            )
        )
        return parts[:1] or self._create_child_transaction(amount)

    def _release_stripe_rest(self):
        """Book as cancelled what was authorised and not captured. Safe to repeat."""
        ended = self.child_transaction_ids.filtered(
            lambda tx: tx.operation == self.operation and tx.state in ("done", "cancel")
        )
        rest = self.currency_id.round(self.amount - sum(ended.mapped("amount")))
        if rest > 0:
            self._create_child_transaction(rest)._set_canceled()

    def _get_stripe_released(self):
        """Return what a capture released, empty where nothing was captured."""
        parts = self.child_transaction_ids.filtered(
            lambda tx: tx._is_stripe_part() and tx.state == "cancel"
        )
        return parts if self.state == "done" else parts.browse()
