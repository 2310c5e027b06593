from datetime import date, timedelta

from odoo import fields, models

from .payment_transaction import FINAL

CARD_FIELDS = ("last4", "exp_month", "exp_year")


class PaymentToken(models.Model):
    """Saved cards: until when they are good, and what their bank makes of them."""

    _name = "payment.token"
    _inherit = ["payment.token", "prepaid.guarded"]

    stripe_date_expiry = fields.Date(
        "Good Until",
        readonly=True,
        copy=False,
        help="The last day of a card's last month, as Stripe tells it.",
    )

    def _follow_stripe_method(self, method):
        """Take over what the bank replaced of a card: its digits, its last month."""
        values = prepare_card_vals(method)
        if digits := method[method["type"]].get("last4"):
            values["payment_details"] = digits
        for token in self:
            changed = {n: v for n, v in values.items() if token[n] != v}
            if changed:
                token.write(changed)

    def _get_prepaid_expiry_date(self):
        """Override: Stripe tells it when a card is saved, or replaced by its bank."""
        return self.stripe_date_expiry or super()._get_prepaid_expiry_date()

    def _get_available_tokens(self, *args, is_validation=False, **kwargs):
        """Override of `payment`: do not offer a card that its bank would refuse again.

        Odoo charges saved cards as if the client were away, also where they pay
        themselves. A bank that wants to hear it from them does so for a card that is
        entered anew.
        """
        tokens = super()._get_available_tokens(
            *args, is_validation=is_validation, **kwargs
        )
        if is_validation:
            return tokens
        return tokens.filtered(lambda token: not token._wants_stripe_client())

    def _wants_stripe_client(self):
        """Tell whether the bank wanted to see the client when last it was charged."""
        charges = self.env["payment.transaction"].sudo()
        charge = charges.search(
            [("token_id", "=", self.id), ("state", "in", FINAL)],
            order="id desc",
            limit=1,
        )
        return charge.state == "error" and charge._needs_prepaid_client()


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _extract_token_values(self, payment_data):
        """Override of `payment_stripe`: a saved card knows its last month."""
        values = super()._extract_token_values(payment_data)
        method = payment_data.get("payment_method")
        if self.provider_code == "stripe" and values and isinstance(method, dict):
            values |= prepare_card_vals(method)
        return values


def prepare_card_vals(method):
    """Return what a token keeps of a card that Stripe describes, nothing of others."""
    card = method.get("card") or {}
    if not all(card.get(name) for name in CARD_FIELDS):
        return {}
    years, month = divmod(card["exp_month"], 12)
    following = date(card["exp_year"] + years, month + 1, 1)
    return {"stripe_date_expiry": following - timedelta(days=1)}
