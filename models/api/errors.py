"""What goes wrong for machines: a code for each, and the HTTP status it has."""

from typing import NamedTuple

from odoo.exceptions import UserError


class Code(NamedTuple):
    """The HTTP status of an error and what it means, for the documentation."""

    status: int
    meaning: str


CODES = {
    "malformed": Code(400, "The body is no JSON object."),
    "key_missing": Code(400, "A call that writes needs an idempotency_key."),
    "unauthorized": Code(401, "The API key is missing, wrong, expired or revoked."),
    "forbidden": Code(403, "The user of the key may not do this."),
    "unknown_method": Code(404, "The API has no method of this name."),
    "not_found": Code(404, "What the call names is not there for this key."),
    "method_not_allowed": Code(405, "A method of the API is called by POST only."),
    "busy": Code(409, "Too many calls at once. Send the same call again, same key."),
    "closed": Code(409, "The contract takes no work of that day."),
    "credit_short": Code(
        409, "The credit does not cover it. Details: due, room and missing."
    ),
    "ended": Code(409, "The hold or the meter has ended already."),
    "too_large": Code(413, "The body is larger than 64 KiB."),
    "unsupported_media_type": Code(415, "The body is not application/json."),
    "invalid_argument": Code(
        422, "An argument is missing, unknown, or of the wrong kind. Details: argument."
    ),
    "key_reused": Code(422, "The idempotency_key was used for another call."),
    "refused": Code(422, "A rule refuses it; the message says which, and the remedy."),
    "internal": Code(500, "A fault of the server. Nothing was written."),
}

# What is answered by the path, whichever method of the API it would have been.
PATH_CODES = ("unknown_method", "method_not_allowed")


class ApiError(UserError):
    """A refusal with a code; ``details`` are plain data.

    Odoo puts ``context`` into the error of every remote call, whichever its door.
    """

    def __init__(self, code, message, **details):
        super().__init__(message)
        self.code = code
        self.http_status = CODES[code].status
        self.context = {"code": code, "details": details}
