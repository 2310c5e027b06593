from functools import partial

from odoo import models
from odoo.http import request

from .race import run_in_turn

# Kinds of requests, and the name under which what is sent stands in a JSON body. Others
# read their body themselves, and start again themselves.
FORM, BODIES = "http", {"jsonrpc": "params", "json2": None}


class IrHttp(models.AbstractModel):
    """A request that comes second at a contract starts again at once, and is next."""

    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Override: wait for one's turn without Odoo's pauses."""
        if request.dispatcher.routing_type not in (FORM, *BODIES):
            return super()._dispatch(endpoint)
        answer = partial(super()._dispatch, endpoint)
        return run_in_turn(request.env, answer, renew=cls._read_prepaid_again)

    @classmethod
    def _read_prepaid_again(cls):
        """Bring back what was sent: the first try may have changed it.

        Odoo does so as well before it repeats a request.
        """
        request.session = request._get_session_and_dbname()[0]
        for file in request.httprequest.files.values():
            file.seek(0)
        kind = request.dispatcher.routing_type
        if kind in BODIES and request.httprequest.content_length:
            body = request.get_json_data()
            sent = body.get(BODIES[kind], body)
            request.params |= {
                name: sent[name]
                for name, value in request.params.items()
                if name in sent and not isinstance(value, str)
            }
