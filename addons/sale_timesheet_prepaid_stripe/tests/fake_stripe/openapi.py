"""Whether requests and answers are as Stripe publishes them."""

import json
import re

# Older versions of the API, which the description does not tell of, carry these.
OLD = {"charges", "refunds"}
TYPES = {
    "array": list,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "string": str,
}


class Description:
    def __init__(self, path):
        with open(path) as file:
            content = json.load(file)
        self.paths = content["paths"]
        self.schemas = content["components"]["schemas"]

    def check(self, request):
        """Return what is wrong with a request of the double and its answer."""
        operation = self._get_operation(request["method"], request["path"])
        if not operation:
            return [f"{request['method']} {request['path']} is not published"]
        asked = self._get_parameters(operation)
        found = self._find(request["params"], asked, "request", is_text=True)
        if request["status"] == 200:
            schema = operation["responses"]["200"]["content"]["application/json"]
            found += self._find(request["answer"], schema["schema"], "answer")
        return [f"{request['method']} {request['path']}: {text}" for text in found]

    def check_object(self, record):
        """Return what is wrong with an object."""
        schema = {"$ref": f"#/components/schemas/{record['object']}"}
        return self._find(record, schema, record["object"])

    def _get_operation(self, method, path):
        for pattern, operations in sorted(self.paths.items()):
            wanted = re.sub(r"\\?\{\w+\\?\}", r"\\w+", pattern)
            if re.fullmatch(wanted, f"/v1/{path}"):
                if operation := operations.get(method.lower()):
                    return operation
        return None

    def _get_parameters(self, operation):
        """Return query and form as one schema."""
        query = {
            parameter["name"]: parameter["schema"]
            for parameter in operation.get("parameters", ())
            if parameter["in"] == "query"
        }
        body = operation.get("requestBody", {}).get("content", {})
        form = body.get("application/x-www-form-urlencoded", {}).get("schema", {})
        return {
            "type": "object",
            "properties": query | form.get("properties", {}),
            "required": form.get("required", []),
            "additionalProperties": False,
        }

    def _find(self, value, schema, path, is_text=False):
        """Return what is wrong with a value. Parameters are sent as texts."""
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        if value is None and not is_text:
            return [] if schema.get("nullable") else [f"{path} is null"]
        if choices := schema.get("anyOf"):
            found = [self._find(value, one, path, is_text) for one in choices]
            return [] if [] in found else min(found, key=len)
        kind = schema.get("type")
        if kind == "object":
            return self._find_in_object(value, schema, path, is_text)
        if kind == "array" and isinstance(value, list):
            items = schema["items"]
            return [t for v in value for t in self._find(v, items, path, is_text)]
        return self._find_in_value(value, schema, path, is_text)

    def _find_in_value(self, value, schema, path, is_text):
        kind = schema.get("type")
        if is_text and kind == "integer" and isinstance(value, str):
            return [] if re.fullmatch(r"-?\d+", value) else [f"{path} is no integer"]
        if is_text and kind == "boolean":
            return [] if value in ("true", "false", "True", "False") else [path]
        is_bool = isinstance(value, bool) and kind in ("integer", "number")
        if kind and (is_bool or not isinstance(value, TYPES[kind])):
            return [f"{path} is no {kind}: {value!r}"]
        if "enum" in schema and value not in schema["enum"]:
            return [f"{path} is not among {schema['enum'][:9]}: {value!r}"]
        return []

    def _find_in_object(self, value, schema, path, is_text):
        if not isinstance(value, dict):
            return [f"{path} is no object"]
        known = schema.get("properties", {})
        found = [f"{path}.{n} is missing" for n in schema.get("required", ())
                 if n not in value]  # fmt: skip
        more = schema.get("additionalProperties")
        for name, item in value.items():
            if name in known:
                found += self._find(item, known[name], f"{path}.{name}", is_text)
            elif isinstance(more, dict):
                found += self._find(item, more, f"{path}.{name}", is_text)
            elif known and name not in OLD:
                found.append(f"{path}.{name} is not published")
        return found
