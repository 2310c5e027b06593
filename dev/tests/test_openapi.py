"""The description of the API is valid OpenAPI 3.1."""

import json

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from tooling.commands.openapi import PATH

DOCUMENT = json.loads(PATH.read_text(encoding="utf-8"))


def test_the_document_is_valid():
    validate(DOCUMENT, cls=OpenAPIV31SpecValidator)


def test_a_broken_document_would_be_found():
    broken = {name: part for name, part in DOCUMENT.items() if name != "info"}
    with pytest.raises(OpenAPIValidationError):
        validate(broken, cls=OpenAPIV31SpecValidator)


@pytest.mark.parametrize(
    ("body", "is_valid"),
    [
        ({"ids": [1], "idempotency_key": "1", "quantity": 15, "reason": "x"}, True),
        ({"ids": [1], "idempotency_key": "1", "quantity": "1.5", "reason": "x"}, True),
        ({"ids": [1], "idempotency_key": "1", "quantity": 1.5, "reason": "x"}, False),
        ({"ids": [1], "quantity": 15, "reason": "x"}, False),
        ({"ids": [], "idempotency_key": "1", "quantity": 15, "reason": "x"}, False),
        ({"ids": [1], "idempotency_key": "1", "quantity": 15, "price": 1}, False),
    ],
)
def test_it_tells_what_may_be_sent(body, is_valid):
    path = DOCUMENT["paths"]["/json/2/prepaid.contract/api_give_goodwill"]
    schema = path["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema = {**schema, "components": DOCUMENT["components"]}
    assert Draft202012Validator(schema).is_valid(body) is is_valid
