"""Payment intents and their charges."""

from .errors import ApiError, invalid
from .methods import MESSAGES

CURRENCIES = {"eur", "usd", "gbp", "chf", "jpy", "cad", "sek", "nok", "dkk"}
AMOUNT_MIN = 50
ENDED = ("succeeded", "canceled", "processing")


class Intents:
    """A part of the API: see api.py."""

    # === REQUESTS === #

    def create_intent(self, amount=None, currency=None, **values):
        self._check_amount(amount, currency)
        for kind in ("customer", "payment_method"):
            if values.get(kind):
                self.store.get(kind, values[kind])
        given = {
            name: values.get(name)
            for name in (
                "customer",
                "description",
                "payment_method",
                "receipt_email",
                "setup_future_usage",
                "shipping",
                "statement_descriptor",
                "statement_descriptor_suffix",
            )
        }
        intent = self.store.add(
            "pi",
            "payment_intent",
            amount=amount,
            amount_capturable=0,
            amount_received=0,
            canceled_at=None,
            cancellation_reason=None,
            capture_method=values.get("capture_method", "automatic"),
            confirmation_method="automatic",
            currency=currency,
            last_payment_error=None,
            latest_charge=None,
            next_action=None,
            payment_method_options={},
            payment_method_types=values.get("payment_method_types", ["card"]),
            status="requires_payment_method",
            **given,
        )
        intent["metadata"] = values.get("metadata", {})
        intent["client_secret"] = f"{intent['id']}_secret_fake"
        if given["payment_method"]:
            intent["status"] = "requires_confirmation"
        self.store.emit("payment_intent.created", intent)
        if values.get("confirm"):
            self._confirm(intent, values)
        return intent

    def confirm_intent(self, number, **values):
        intent = self.store.get("payment_intent", number)
        self._require(intent, "requires_payment_method", "requires_confirmation")
        self._confirm(intent, values)
        return intent

    def capture_intent(self, number, amount_to_capture=None, **_values):
        intent = self.store.get("payment_intent", number)
        self._require(intent, "requires_capture")
        amount = intent["amount"] if amount_to_capture is None else amount_to_capture
        if not 0 < amount <= intent["amount_capturable"]:
            raise invalid("The amount is not within the hold.", "amount_to_capture")
        charge = self.store.get("charge", intent["latest_charge"])
        charge.update(captured=True, amount_captured=amount)
        self._succeed(intent, amount)
        return intent

    def cancel_intent(self, number, cancellation_reason=None, **_values):
        intent = self.store.get("payment_intent", number)
        if intent["status"] in ENDED:
            raise self._get_wrong_state(intent)
        intent.update(
            status="canceled",
            amount_capturable=0,
            canceled_at=self.store.now(),
            cancellation_reason=cancellation_reason,
        )
        self.store.emit("payment_intent.canceled", intent)
        return intent

    def update_intent(self, number, **values):
        intent = self.store.get("payment_intent", number)
        intent.update(values)
        return intent

    def list_intents(self, customer=None, **options):
        return self.list("payment_intent", options, customer=customer)

    def list_charges(self, customer=None, payment_intent=None, **options):
        wanted = {"customer": customer, "payment_intent": payment_intent}
        return self.list("charge", options, **wanted)

    # === WHAT HAPPENS BY ITSELF === #

    def authenticate(self, intent):
        """Let the client confirm a payment on the page of their bank."""
        record = self.store.get("payment_intent", intent)
        self._charge(record, self._get_method(record))
        return record

    def settle(self, intent, failure=None):
        """Let the bank settle a debit, or refuse it with a code."""
        record = self.store.get("payment_intent", intent)
        self._require(record, "processing")
        charge = self.store.get("charge", record["latest_charge"])
        if not failure:
            self._take(record, charge)
        else:
            method = self._get_method(record)
            error = self._get_error(method, failure, None, "The bank refused it.")
            charge.update(status="failed", failure_code=failure, paid=False)
            charge["failure_message"] = error["message"]
            self._fail(record, charge, error)
        return record

    # === HELPERS === #

    def _check_amount(self, amount, currency):
        for name, value in (("amount", amount), ("currency", currency)):
            if value is None:
                raise invalid(f"Missing required param: {name}", name)
        if currency not in CURRENCIES:
            raise invalid(f"Invalid currency: {currency}", "currency")
        if amount < AMOUNT_MIN:
            raise invalid("Amount is too small", "amount", "amount_too_small")

    def _require(self, intent, *states):
        if intent["status"] not in states:
            raise self._get_wrong_state(intent)

    def _get_wrong_state(self, intent):
        status = intent["status"]
        return ApiError(
            400,
            "invalid_request_error",
            f"This PaymentIntent has a status of {status}.",
            code="payment_intent_unexpected_state",
            payment_intent=self.store.render(intent, self.version),
        )

    def _get_method(self, intent):
        return self.store.get("payment_method", intent["payment_method"])

    def _confirm(self, intent, values):
        if values.get("payment_method"):
            intent["payment_method"] = values["payment_method"]
        method = self._get_method(intent)
        if method["customer"] != intent["customer"]:
            raise invalid("The payment method belongs to another customer.", "customer")
        if method["type"] not in intent["payment_method_types"]:
            raise invalid("The payment method has another type.", "payment_method")
        refusal = self._get_refusal(method)
        needs_client = refusal and refusal[0] == "authentication_required"
        if needs_client and not values.get("off_session"):
            intent.update(
                status="requires_action",
                next_action={"type": "use_stripe_sdk", "use_stripe_sdk": {}},
            )
            self.store.emit("payment_intent.requires_action", intent)
        elif refusal:
            self._refuse(intent, method, *refusal)
        else:
            self._charge(intent, method)

    def _refuse(self, intent, method, code, decline_code):
        text = MESSAGES.get(decline_code, MESSAGES.get(code))
        error = self._get_error(method, code, decline_code, text)
        charge = self._add_charge(intent, method, status="failed", paid=False)
        charge.update(failure_code=code, failure_message=text)
        self._fail(intent, charge, error)
        raise ApiError(
            402,
            error["type"],
            text,
            code=code,
            decline_code=decline_code,
            charge=charge["id"],
            payment_method=error["payment_method"],
            payment_intent=self.store.render(intent, self.version),
        )

    def _get_error(self, method, code, decline_code, message):
        error = {
            "type": "card_error",
            "code": code,
            "message": message,
            "payment_method": self.store.render(method, self.version),
        }
        return error | ({"decline_code": decline_code} if decline_code else {})

    def _fail(self, intent, charge, error):
        intent.update(
            status="requires_payment_method",
            last_payment_error=error,
            payment_method=None,
        )
        self.store.emit("charge.failed", charge)
        self.store.emit("payment_intent.payment_failed", intent)

    def _charge(self, intent, method):
        intent["next_action"] = None
        if method["type"] == "sepa_debit":
            self._add_charge(intent, method, status="pending", paid=False)
            intent["status"] = "processing"
            self.store.emit("payment_intent.processing", intent)
            return
        charge = self._add_charge(intent, method)
        if intent["capture_method"] == "manual":
            intent.update(status="requires_capture", amount_capturable=intent["amount"])
            self.store.emit("payment_intent.amount_capturable_updated", intent)
        else:
            self._take(intent, charge)

    def _take(self, intent, charge):
        charge.update(captured=True, amount_captured=intent["amount"])
        self._succeed(intent, intent["amount"])

    def _succeed(self, intent, amount):
        charge = self.store.get("charge", intent["latest_charge"])
        charge.update(status="succeeded", paid=True)
        intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
        self.store.emit("charge.succeeded", charge)
        self.store.emit("payment_intent.succeeded", intent)

    def _add_charge(self, intent, method, status="succeeded", paid=True):
        details = {
            name: value
            for name, value in method[method["type"]].items()
            if name
            in ("brand", "country", "exp_month", "exp_year", "last4", "bank_code")
        }
        if method["type"] == "sepa_debit":
            details["mandate"] = f"mandate_{method['id']}"
        charge = self.store.add(
            "ch",
            "charge",
            amount=intent["amount"],
            amount_captured=0,
            amount_refunded=0,
            billing_details=method["billing_details"],
            captured=False,
            currency=intent["currency"],
            customer=intent["customer"],
            description=intent["description"],
            disputed=False,
            failure_code=None,
            failure_message=None,
            paid=paid,
            payment_intent=intent["id"],
            payment_method=method["id"],
            payment_method_details={"type": method["type"], method["type"]: details},
            refunded=False,
            status=status,
        )
        charge["metadata"] = dict(intent["metadata"])
        intent["latest_charge"] = charge["id"]
        return charge
