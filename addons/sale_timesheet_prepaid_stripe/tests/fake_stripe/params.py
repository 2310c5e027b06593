"""Requests: how their parameters are written, and which are known."""

import re
from urllib.parse import parse_qsl

from .errors import invalid

TRUTH = {"true": True, "True": True, "false": False, "False": False}
ADDRESS = dict.fromkeys(
    ("city", "country", "line1", "line2", "postal_code", "state"), str
)
SHIPPING = {"address": ADDRESS, "name": str, "phone": str}
# Names that the caller chooses, with texts.
MAP = {...: str}
ANY = {...: ...}
LIST = {
    "limit": int,
    "starting_after": str,
    "ending_before": str,
    "created": {"gt": int, "gte": int, "lt": int, "lte": int},
    "expand": [str],
}
INTENT = {
    "amount": int,
    "capture_method": ("automatic", "automatic_async", "manual"),
    "currency": str,
    "customer": str,
    "description": str,
    "expand": [str],
    "metadata": MAP,
    "payment_method": str,
    "payment_method_options": ANY,
    "payment_method_types": [str],
    "receipt_email": str,
    "setup_future_usage": ("off_session", "on_session"),
    "shipping": SHIPPING,
    "statement_descriptor": str,
    "statement_descriptor_suffix": str,
}
CONFIRM = {
    "capture_method": INTENT["capture_method"],
    "error_on_requires_action": bool,
    "expand": [str],
    "mandate": str,
    "off_session": bool,
    "payment_method": str,
    "return_url": str,
    "setup_future_usage": INTENT["setup_future_usage"],
}


def parse(text):
    """Return the nested parameters of a query or a form."""
    result = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        _put(result, re.findall(r"[^\[\]]+|\[\]", key), value)
    return _to_lists(result)


def check(params, known, path=""):
    """Return the parameters as what they are; refuse what is not known."""
    result = {}
    for name, value in params.items():
        full = f"{path}[{name}]" if path else name
        kind = known.get(name, known.get(..., None))
        if kind is None:
            raise invalid(
                f"Received unknown parameter: {full}", full, "parameter_unknown"
            )
        result[name] = _convert(value, kind, full)
    return result


def _convert(value, kind, path):
    if kind is ...:
        return value
    if isinstance(kind, dict):
        if not isinstance(value, dict):
            raise invalid(f"Invalid object: {path}", path)
        return check(value, kind, path)
    if isinstance(kind, list):
        if not isinstance(value, list):
            raise invalid(f"Invalid array: {path}", path)
        return [_convert(item, kind[0], path) for item in value]
    if isinstance(value, (dict, list)):
        raise invalid(f"Invalid string: {path}", path)
    return _convert_text(value, kind, path)


def _convert_text(value, kind, path):
    if isinstance(kind, tuple):
        if value not in kind:
            raise invalid(f"Invalid {path}: must be one of {', '.join(kind)}", path)
        return value
    if kind is bool:
        if value not in TRUTH:
            raise invalid(f"Invalid boolean: {value}", path)
        return TRUTH[value]
    if kind is int:
        if not re.fullmatch(r"-?\d+", value):
            raise invalid(
                f"Invalid integer: {value}", path, "parameter_invalid_integer"
            )
        return int(value)
    return value


def _put(target, names, value):
    *parents, last = names
    for name in parents:
        target = target.setdefault(name, {})
    if last == "[]":
        target.setdefault(last, []).append(value)
    else:
        target[last] = value


def _to_lists(value):
    """Return what was numbered, or had empty brackets, as lists."""
    if not isinstance(value, dict):
        return value
    if set(value) == {"[]"}:
        return value["[]"]
    if value and all(name.isdigit() for name in value):
        return [_to_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _to_lists(item) for name, item in value.items()}
