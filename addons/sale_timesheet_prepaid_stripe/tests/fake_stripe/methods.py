"""Customers, saved methods and what they are saved with."""

from . import params
from .errors import ApiError, invalid

# Stripe's own numbers for tests, and what charging them off session ends with: nothing,
# or a code and a decline code.
CARDS = {
    "4242424242424242": None,
    "4000000000000341": ("card_declined", "generic_decline"),
    "4000000000009995": ("card_declined", "insufficient_funds"),
    "4000000000000069": ("expired_card", "expired_card"),
    "4000002760003184": ("authentication_required", "authentication_required"),
}
MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "authentication_required": "Your card was declined. This transaction requires "
    "authentication.",
}
CUSTOMER = {
    "address": params.ADDRESS,
    "description": str,
    "email": str,
    "expand": [str],
    "metadata": params.MAP,
    "name": str,
    "phone": str,
}
METHOD = {
    "type": ("card", "sepa_debit"),
    "card": {"number": str, "exp_month": int, "exp_year": int, "cvc": str},
    "sepa_debit": {"iban": str},
    "billing_details": {"email": str, "name": str},
    "expand": [str],
}


class Methods:
    """A part of the API: see api.py."""

    def create_customer(self, address=None, **values):
        blank = dict.fromkeys(("description", "email", "name", "phone"))
        return self.store.add(
            "cus", "customer", **(blank | values), address=address, balance=0
        )

    def create_payment_method(self, **values):
        kind = values.get("type")
        if not kind or kind not in values:
            raise invalid("Missing required param: type", "type", "parameter_missing")
        details = self._get_details(kind, values[kind])
        billing = {"address": None, "phone": None, "tax_id": None}
        billing |= {"email": None, "name": None} | values.get("billing_details", {})
        method = self.store.add("pm", "payment_method", type=kind, customer=None)
        method.update({"billing_details": billing, kind: details})
        method["_number"] = values[kind].get("number") or values[kind].get("iban")
        return method

    def _get_details(self, kind, values):
        if kind == "sepa_debit":
            return {
                "bank_code": values["iban"][4:12],
                "branch_code": "",
                "country": values["iban"][:2],
                "fingerprint": "fakefinger",
                "generated_from": None,
                "last4": values["iban"][-4:],
            }
        if values.get("number") not in CARDS:
            raise ApiError(402, "card_error", "Your card number is incorrect.")
        return {
            "brand": "visa",
            "checks": None,
            "country": "US",
            "display_brand": "visa",
            "exp_month": values.get("exp_month", 12),
            "exp_year": values.get("exp_year", 2040),
            "fingerprint": "fakefinger",
            "funding": "credit",
            "generated_from": None,
            "last4": values["number"][-4:],
            "networks": None,
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        }

    def attach(self, number, customer):
        method = self.store.get("payment_method", number)
        method["customer"] = self.store.get("customer", customer)["id"]
        self.store.emit("payment_method.attached", method)
        return method

    def get_methods_of(self, number, **options):
        customer = self.store.get("customer", number)
        return self.list("payment_method", options, customer=customer["id"])

    def list_methods(self, customer=None, type=None, **options):
        wanted = {"customer": customer, "type": type}
        return self.list("payment_method", options, **wanted)

    def create_setup_intent(self, **values):
        given = {name: values.get(name) for name in ("customer", "description")}
        intent = self.store.add(
            "seti",
            "setup_intent",
            **given,
            payment_method=values.get("payment_method"),
            payment_method_types=values.get("payment_method_types", ["card"]),
            status="requires_payment_method",
            usage="off_session",
            mandate=None,
            next_action=None,
        )
        intent["metadata"] = values.get("metadata", {})
        intent["client_secret"] = f"{intent['id']}_secret_fake"
        if values.get("confirm"):
            self.confirm_setup_intent(intent["id"])
        return intent

    def confirm_setup_intent(self, number, payment_method=None, **_values):
        intent = self.store.get("setup_intent", number)
        method = self.store.get(
            "payment_method", payment_method or intent["payment_method"]
        )
        intent.update(payment_method=method["id"], status="succeeded")
        if intent["customer"]:
            self.attach(method["id"], intent["customer"])
        self.store.emit("setup_intent.succeeded", intent)
        return intent

    def _get_refusal(self, method):
        """Return code and decline code of charging the method off session, or None."""
        return CARDS.get(method["_number"])

    # === WHAT HAPPENS BY ITSELF === #

    def save_method(self, number, customer=None, **values):
        """Let a client save a card or an account; return the method."""
        is_card = number.isdigit()
        kind = "card" if is_card else "sepa_debit"
        details = {"number" if is_card else "iban": number, **values}
        method = self.create_payment_method(type=kind, **{kind: details})
        customer = customer or self.create_customer(name="Client")["id"]
        return self.attach(method["id"], customer)

    def renew_card(self, method, last4, exp_month, exp_year):
        """Let the bank replace a saved card."""
        record = self.store.get("payment_method", method)
        record["card"] |= {
            "last4": last4,
            "exp_month": exp_month,
            "exp_year": exp_year,
        }
        self.store.emit("payment_method.automatically_updated", record)
        return record
