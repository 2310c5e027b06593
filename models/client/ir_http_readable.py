from werkzeug.exceptions import BadRequest, NotFound, abort

from odoo import models
from odoo.http import Response, request

from .readable import INTEGER_MAX, SECRETS, fits, is_comparable

RPC = "jsonrpc"


class IrHttp(models.AbstractModel):
    """Pages of ours refuse what nobody can read: it is no error of the server.

    Machines are told more, see their own dispatcher.
    """

    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Override: look at the address, and at what Odoo itself reads of the body."""
        # Which says how large a body may be.
        result = super()._pre_dispatch(rule, args)
        if cls._is_prepaid_page(rule.endpoint):
            if any(isinstance(v, int) and v > INTEGER_MAX for v in args.values()):
                raise NotFound()
            is_rpc = rule.endpoint.routing["type"] == RPC
            if not (cls._has_json() if is_rpc else cls._has_form()):
                cls._refuse_unread(is_rpc)
        return result

    @classmethod
    def _dispatch(cls, endpoint):
        """Override: look at all that a page is called with."""
        if cls._is_prepaid_page(endpoint) and not fits(endpoint, request.params):
            cls._refuse_unread(endpoint.routing["type"] == RPC)
        return super()._dispatch(endpoint)

    @classmethod
    def _is_prepaid_page(cls, endpoint):
        """Tell whether a route is of one of our addons, or changed by one."""
        module = getattr(endpoint, "func", endpoint).__module__
        is_page = endpoint.routing["type"] in ("http", RPC)
        return is_page and "prepaid" in module.split(".", 3)[2]

    @classmethod
    def _has_json(cls):
        """Tell whether the body is JSON that names its arguments."""
        try:
            body = request.get_json_data()
        except (ValueError, RecursionError):
            return False
        return isinstance(body, dict) and isinstance(body.get("params", {}), dict)

    @classmethod
    def _has_form(cls):
        """Tell whether the form's own secret can be compared."""
        sent = request.get_http_params()
        return all(is_comparable(sent.get(name)) for name in SECRETS)

    @classmethod
    def _refuse_unread(cls, is_rpc):
        if is_rpc:
            # Odoo would answer with a traceback.
            abort(Response("Invalid JSON-RPC data", status=400))
        raise BadRequest()
