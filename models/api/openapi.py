"""The OpenAPI 3.1 document of the methods for machines, made of their code. No ORM."""

import inspect
import typing
from datetime import date, datetime

from .arguments import TEXT_MAX, Quantity, split_optional
from .errors import CODES, PATH_CODES
from .verbs import KEY, KEY_MAX, VERBS

API_VERSION = "1.0.0"
ABOUT = """\
Prepaid credit for machines: ask for balances, log work, set credit aside, run meters.

Every call is a POST with a JSON object, and an API key as bearer. The key is of a user
in the group "Prepaid Hours: API", and opens the contracts of that user's companies.

**Units.** Credit is told in the unit of the contract: whole minutes as a number, or
money as a decimal string ("12.50"). Never a binary fraction. Days are ISO 8601, moments
need their time zone.

**Once.** What writes takes an `idempotency_key` of your own, a UUID for example. The
same key with the same call is answered as the first time and does nothing twice, for 30
days. With another call it is refused. A call that was refused left nothing behind and
may be sent again with its key. If a connection breaks, or the answer is `busy`, send
the same call again.

**Errors** have a status and a `code`; the `message` is for people. A name that is not
here answers `unknown_method`, another method of HTTP than POST `method_not_allowed`.
"""
PLAIN = {
    int: {"type": "integer"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}
REFERENCE = "#/components/schemas/"
IDS = {
    "type": "array",
    "items": {"type": "integer"},
    "minItems": 1,
    "maxItems": 1,
    "description": "The id of the contract.",
}
CONTEXT = {
    "type": "object",
    "properties": {"lang": {"type": "string"}},
    "description": "The language of texts for people, as fr_FR.",
}
IDEMPOTENCY_KEY = {
    "type": "string",
    "minLength": 1,
    "maxLength": KEY_MAX,
    "description": "What you call this request: see above, Once.",
}
QUANTITY = {
    "description": "Whole minutes, or money as a decimal string: the contract's unit.",
    "oneOf": [
        {"type": "integer"},
        {"type": "string", "pattern": r"^-?\d+(\.\d{1,3})?$"},
    ],
}


def make_document():
    """Return the document as plain data."""
    schemas = {"Quantity": QUANTITY, "Error": _make_error()}
    paths = {
        f"/json/2/prepaid.contract/{verb.name}": {
            "post": _make_operation(verb, schemas)
        }
        for verb in VERBS.values()
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Prepaid Hours",
            "version": API_VERSION,
            "description": ABOUT,
            "license": {"name": "LGPL-3.0", "identifier": "LGPL-3.0-only"},
        },
        "servers": [{"url": "/", "description": "Your Odoo"}],
        "security": [{"apiKey": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"apiKey": {"type": "http", "scheme": "bearer"}},
            "schemas": dict(sorted(schemas.items())),
            "responses": _make_path_refusals(),
        },
    }


def _make_operation(verb, schemas):
    text = inspect.getdoc(verb.function)
    properties = {"ids": IDS} if verb.is_of_one else {}
    if verb.is_write:
        properties[KEY] = IDEMPOTENCY_KEY
    required = list(properties)
    for name, parameter in verb.parameters.items():
        properties[name] = _make_schema(parameter.annotation, schemas)
        if parameter.annotation is str:
            properties[name] = properties[name] | {"maxLength": TEXT_MAX}
        if parameter.default is parameter.empty:
            required.append(name)
    body = {
        "type": "object",
        "properties": properties | {"context": CONTEXT},
        "additionalProperties": False,
    }
    if required:
        body["required"] = required
    return {
        "operationId": verb.name,
        "summary": text.partition("\n")[0].rstrip("."),
        "description": text,
        "requestBody": {"required": True, "content": _make_content(body)},
        "responses": {
            "200": {
                "description": "The answer.",
                "content": _make_content(_make_schema(verb.answer, schemas)),
            }
        }
        | _make_refusals(verb.codes),
    }


def _make_path_refusals():
    """Return the responses of paths and methods of HTTP that are not described."""
    return {
        code: response
        for code in PATH_CODES
        for response in _make_refusals([code]).values()
    }


def _make_refusals(codes):
    """Return the responses of refusals: those of one status are one response."""
    by_status = {}
    for code in sorted(set(codes), key=list(CODES).index):
        by_status.setdefault(CODES[code].status, []).append(code)
    return {
        str(status): {
            "description": " ".join(f"`{c}`: {CODES[c].meaning}" for c in same),
            "content": _make_content(
                {
                    "allOf": [
                        {"$ref": f"{REFERENCE}Error"},
                        {"properties": {"code": {"enum": same}}},
                    ]
                }
            ),
        }
        for status, same in sorted(by_status.items())
    }


def _make_error():
    texts = {name: {"type": "string"} for name in ("message", "name", "debug")}
    return {
        "type": "object",
        "description": "A refusal. Beside the code, as Odoo tells errors of JSON-2.",
        "required": ["code", "message", "details"],
        "properties": {
            "code": {"type": "string", "enum": list(CODES)},
            "details": {"type": "object"},
            "arguments": {"type": "array"},
            "context": {"type": "object"},
        }
        | texts,
    }


def _make_content(schema):
    return {"application/json": {"schema": schema}}


def _make_schema(hint, schemas):
    """Return the schema of a hint; types of answers are kept in ``schemas``."""
    kind, is_optional = split_optional(hint)
    schema = _make_plain(kind, schemas)
    if not is_optional:
        return schema
    if "type" in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _make_plain(kind, schemas):
    if kind in PLAIN:
        return PLAIN[kind]
    if kind == Quantity:
        return {"$ref": f"{REFERENCE}Quantity"}
    if typing.get_origin(kind) is list:
        (item,) = typing.get_args(kind)
        return {"type": "array", "items": _make_schema(item, schemas)}
    if kind.__name__ not in schemas:
        schemas[kind.__name__] = None
        schemas[kind.__name__] = _make_object(kind, schemas)
    return {"$ref": REFERENCE + kind.__name__}


def _make_object(kind, schemas):
    hints = typing.get_type_hints(kind, include_extras=True)
    return {
        "type": "object",
        "description": inspect.getdoc(kind),
        "properties": {
            name: _make_schema(hint, schemas) for name, hint in hints.items()
        },
        "required": list(hints),
    }
