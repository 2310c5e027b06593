from functools import partial
from json import JSONDecodeError

import psycopg2
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from odoo import http
from odoo.exceptions import (
    AccessDenied,
    AccessError,
    ConcurrencyError,
    MissingError,
    UserError,
)
from odoo.http import SessionExpiredException, request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.misc import file_path

from ..models.api.errors import CODES, ApiError
from ..models.api.verbs import VERBS
from ..models.contract.race import run_in_turn
from .replica import is_current

BODY_MAX = 64 * 1024
DOCUMENT = "sale_timesheet_prepaid/static/openapi.json"
PATH = "/json/2/prepaid.contract/api_<path:name>"
OTHER_METHODS = ["GET", "PUT", "DELETE", "PATCH"]
# What HTTP wants beside some codes.
HEADERS = {
    "unauthorized": {"WWW-Authenticate": "Bearer"},
    "method_not_allowed": {"Allow": "POST"},
}
# What others raise, and the code that it has here: the first that fits.
RAISED = (
    ((AccessDenied, AccessError), "forbidden"),
    (SessionExpiredException, "unauthorized"),
    (MissingError, "not_found"),
    (UserError, "refused"),
    ((ConcurrencyError, psycopg2.OperationalError), "busy"),
    (RequestEntityTooLarge, "too_large"),
)


class MachineDispatcher(http.Json2Dispatcher):
    """JSON-2 as Odoo speaks it, for the methods for machines: every error has a code.

    A traceback is for the log of the server, not for who calls.
    """

    routing_type = "prepaid_machine"

    @classmethod
    def is_compatible_with(cls, request):
        """Take any body: what is no JSON is told in JSON."""
        return True

    def dispatch(self, endpoint, args):
        """Override: read the body here, and refuse what is no JSON object.

        Who lost any race starts again at once.
        """
        lost = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
        answer = partial(self._answer, endpoint, args)
        return run_in_turn(self.request.env, answer, lost)

    def _answer(self, endpoint, args):
        self.request.params = {"body": self._read_body()} | args
        answer = self.request.registry["ir.http"]._dispatch(endpoint)
        return self.request.make_json_response(answer)

    def _read_body(self):
        httprequest, env = self.request.httprequest, self.request.env
        data = httprequest.get_data()
        if len(data) > BODY_MAX:
            raise RequestEntityTooLarge
        if not data:
            return {}
        if httprequest.mimetype not in self.mimetypes:
            message = env._("Send JSON, and say so: Content-Type: application/json.")
            raise ApiError("unsupported_media_type", message)
        try:
            body = self.request.get_json_data()
        # A thousand brackets are no JSON either.
        except (JSONDecodeError, ValueError, RecursionError) as error:
            message = env._("The body is no JSON.")
            raise ApiError("malformed", message) from error
        if not isinstance(body, dict):
            message = env._("The body must be a JSON object.")
            raise ApiError("malformed", message)
        return body

    def handle_error(self, exc):
        """Override: tell the code, in the shape of Odoo's errors of JSON-2."""
        code = _get_code(exc)
        message = _get_message(exc, code)
        context = getattr(exc, "context", {}) if isinstance(exc, ApiError) else {}
        details = context.get("details", {})
        kind = type(exc)
        body = {
            "code": code,
            "message": message,
            "details": details,
            "name": f"{kind.__module__}.{kind.__name__}",
            "arguments": [message],
            "context": {"code": code, "details": details},
            "debug": "",
        }
        headers = HEADERS.get(code, {})
        status = CODES[code].status
        return self.request.make_json_response(body, headers=headers, status=status)


def _get_code(exc):
    """Return the code of whatever went wrong."""
    if isinstance(exc, ApiError):
        return exc.code
    for kinds, code in RAISED:
        if isinstance(exc, kinds):
            return code
    status = exc.code if isinstance(exc, HTTPException) else None
    statuses = {known.status: code for code, known in reversed(CODES.items())}
    return statuses.get(status, "internal")


def _get_message(exc, code):
    if isinstance(exc, UserError):
        return str(exc.args[0] if exc.args else exc)
    if isinstance(exc, HTTPException) and exc.description:
        return exc.description
    return CODES[code].meaning


class PrepaidMachines(http.Controller):
    """The methods for machines, beside Odoo's own route for all others."""

    def _is_readonly(self, rule, args):
        verb = VERBS.get(f"api_{args['name']}")
        return not (verb and verb.is_write) and is_current(self, rule, args)

    @http.route(
        PATH,
        type="prepaid_machine",
        auth="bearer",
        methods=["POST"],
        readonly=_is_readonly,
        save_session=False,
        max_content_length=BODY_MAX,
    )
    def prepaid_machine(self, name, body):
        """Call a method for machines on the contract that the body names."""
        # Odoo lets OPTIONS come to every route.
        if request.httprequest.method != "POST":
            self.prepaid_machine_other()
        verb = VERBS.get(f"api_{name}")
        if not verb:
            message = request.env._("There is no method “api_%(name)s”.", name=name)
            raise ApiError("unknown_method", message)
        context = body.pop("context", None)
        lang = context.get("lang") if isinstance(context, dict) else None
        ids = body.pop("ids", [])
        model = request.env["prepaid.contract"].with_context(lang=lang)
        function = getattr(type(model), verb.name)
        if ids and not verb.is_of_one:
            raise ApiError(
                "invalid_argument",
                request.env._("This call is of no one contract: leave “ids” out."),
                argument="ids",
            )
        return function(model.browse(_read_ids(ids)), **body)

    @http.route(
        PATH,
        type="prepaid_machine",
        auth="public",
        methods=OTHER_METHODS,
        readonly=True,
        save_session=False,
        max_content_length=BODY_MAX,
    )
    def prepaid_machine_other(self, **_kwargs):
        """Tell who calls otherwise how machines call."""
        message = request.env._("Call it by POST, with a JSON object.")
        raise ApiError("method_not_allowed", message)

    @http.route(
        "/prepaid/openapi.json",
        auth="public",
        readonly=True,
        save_session=False,
        csrf=False,
    )
    def prepaid_openapi(self):
        """Describe the methods for machines, for those who write them. No data."""
        stream = http.Stream.from_path(file_path(DOCUMENT))
        return stream.get_response(max_age=0, as_attachment=False)


def _read_ids(ids):
    """Return the ids that the body names, or none where they are no list of ids."""
    is_list = isinstance(ids, list) and all(type(id_) is int for id_ in ids)
    return ids if is_list else []
