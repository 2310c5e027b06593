"""What can be asked of Stripe: methods, paths, parameters and who answers."""

import re

from . import params
from .errors import ApiError, missing
from .intents import Intents
from .methods import CUSTOMER, METHOD, Methods
from .refunds import REFUND, Refunds

EXPAND = {"expand": [str]}
CREATE_INTENT = params.INTENT | params.CONFIRM | {"confirm": bool}
SETUP = {
    name: CREATE_INTENT[name]
    for name in (
        "confirm",
        "customer",
        "description",
        "expand",
        "metadata",
        "payment_method",
        "payment_method_types",
    )
}
OF_PAYMENT = params.LIST | {"charge": str, "payment_intent": str}
CAPTURE = EXPAND | {"amount_to_capture": int, "metadata": params.MAP}
CANCEL = EXPAND | {"cancellation_reason": str}
ENDPOINT = {"url": str, "enabled_events": [str], "api_version": str}
OF_CUSTOMER = params.LIST | {"customer": str}
# The parts of a path in braces are given to who answers, before the parameters.
ROUTES = [
    ("POST", "customers", CUSTOMER, "create_customer"),
    ("GET", "customers/{id}/payment_methods", params.LIST, "get_methods_of"),
    ("POST", "payment_methods", METHOD, "create_payment_method"),
    ("GET", "payment_methods", OF_CUSTOMER | {"type": str}, "list_methods"),
    ("POST", "payment_methods/{id}/attach", {"customer": str}, "attach"),
    ("POST", "setup_intents", SETUP, "create_setup_intent"),
    ("POST", "setup_intents/{id}/confirm", params.CONFIRM, "confirm_setup_intent"),
    ("POST", "payment_intents", CREATE_INTENT, "create_intent"),
    ("GET", "payment_intents", OF_CUSTOMER, "list_intents"),
    (
        "POST",
        "payment_intents/{id}",
        EXPAND | {"metadata": params.MAP},
        "update_intent",
    ),
    ("POST", "payment_intents/{id}/confirm", params.CONFIRM, "confirm_intent"),
    ("POST", "payment_intents/{id}/capture", CAPTURE, "capture_intent"),
    ("POST", "payment_intents/{id}/cancel", CANCEL, "cancel_intent"),
    ("GET", "charges", OF_CUSTOMER | {"payment_intent": str}, "list_charges"),
    ("POST", "refunds", REFUND, "create_refund"),
    ("GET", "refunds", OF_PAYMENT, "list_refunds"),
    ("GET", "disputes", OF_PAYMENT, "list_disputes"),
    ("POST", "webhook_endpoints", ENDPOINT, "create_endpoint"),
]
# Kinds of objects that are read by their id.
READ = {
    "charges": "charge",
    "customers": "customer",
    "disputes": "dispute",
    "payment_intents": "payment_intent",
    "payment_methods": "payment_method",
    "refunds": "refund",
    "setup_intents": "setup_intent",
}
PAGE = 10


class Api(Methods, Intents, Refunds):
    """Answers requests; one for each, as it knows the version that was asked."""

    def __init__(self, store, version):
        self.store = store
        self.version = version

    def answer(self, method, path, given):
        """Return the answer to a request, as data."""
        verb, known, numbers = find_route(method, path)
        values = params.check(given, known)
        expand = values.pop("expand", ())
        result = getattr(self, verb)(*numbers, **values)
        if result["object"] == "list":
            return self._render_list(result, expand)
        return self.store.render(result, self.version, expand)

    def get_by_id(self, kind, number):
        return self.store.get(kind, number)

    def create_endpoint(self, url, enabled_events, api_version="2019-05-16"):
        self.store.endpoint |= {"url": url, "version": api_version}
        return self.store.add(
            "we",
            "webhook_endpoint",
            api_version=api_version,
            application=None,
            description=None,
            enabled_events=enabled_events,
            secret=self.store.endpoint["secret"],
            status="enabled",
            url=url,
        )

    def list(self, kind, options, **wanted):
        """Return one page of the objects of a kind, the newest first."""
        wanted = {name: value for name, value in wanted.items() if value is not None}
        found = self.store.find(kind, **wanted)
        found = [r for r in found if _is_within(r["created"], options.get("created"))]
        if last := options.get("starting_after"):
            numbers = [record["id"] for record in found]
            if last not in numbers:
                raise missing(kind, last)
            found = found[numbers.index(last) + 1 :]
        size = options.get("limit", PAGE)
        return {
            "object": "list",
            "data": found[:size],
            "has_more": len(found) > size,
            "url": f"/v1/{kind}s",
        }

    def _render_list(self, result, expand):
        inner = [path.removeprefix("data.") for path in expand]
        render = self.store.render
        data = [render(record, self.version, inner) for record in result["data"]]
        return result | {"data": data}


def find_route(method, path):
    """Return the verb, its parameters and the ids in the path."""
    for route_method, pattern, known, verb in ROUTES:
        numbers = re.fullmatch(pattern.replace("{id}", r"(\w+)"), path)
        if method == route_method and numbers:
            return verb, known, numbers.groups()
    parts = path.split("/")
    if method == "GET" and len(parts) == 2 and parts[0] in READ:
        return "get_by_id", EXPAND, (READ[parts[0]], parts[1])
    raise ApiError(
        404,
        "invalid_request_error",
        f"Unrecognized request URL ({method}: /v1/{path}).",
        code="url_invalid",
    )


def _is_within(moment, limits):
    limits = limits or {}
    return limits.get("gte", moment) <= moment <= limits.get(
        "lte", moment
    ) and limits.get("gt", moment - 1) < moment < limits.get("lt", moment + 1)
