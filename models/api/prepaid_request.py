import hashlib
import json
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from .errors import ApiError

DAYS_KEPT = 30
GC_LIMIT = 10000
DAYS_PARAMETER = "sale_timesheet_prepaid.api_request_days"


class PrepaidRequest(models.Model):
    """What a machine had done, and what it was answered: asked again, the same.

    A call that is refused leaves none, for it did nothing: it may be sent again.
    """

    _name = "prepaid.request"
    _description = "API Request"
    _inherit = "prepaid.guarded"
    _order = "id desc"
    _rec_name = "key"

    _prepaid_user_fields = frozenset()
    _prepaid_personal_fields = {"answer": "text"}

    user_id = fields.Many2one(
        "res.users", "API User", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    contract_id = fields.Many2one(
        "prepaid.contract", required=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Client")
    key = fields.Char(
        "Idempotency Key",
        required=True,
        help="What the other system calls the request. Sent again with the same key it "
        "does nothing twice and gets the same answer.",
    )
    method = fields.Char(required=True)
    digest = fields.Char(
        required=True, help="Of the call and what it asks: tells another one apart."
    )
    answer = fields.Json(help="What was answered, and is whenever it is asked again.")
    answer_text = fields.Text("Answer as Text", compute="_compute_answer_text")

    _key_unique = models.UniqueIndex(
        "(company_id, user_id, key)", "This request is known already."
    )
    _create_date_idx = models.Index("(create_date)")

    # === COMPUTE METHODS === #

    @api.depends("answer")
    def _compute_answer_text(self):
        for request in self:
            request.answer_text = json.dumps(
                request.answer, indent=2, ensure_ascii=False
            )

    # === BUSINESS METHODS === #

    @api.autovacuum
    def _gc_requests(self):
        """Forget what nobody will ask again.

        The parameter ``sale_timesheet_prepaid.api_request_days`` says after how many
        days (default: 30).
        """
        days = self.env["ir.config_parameter"].sudo().get_param(DAYS_PARAMETER) or ""
        kept = timedelta(days=int(days) if days.isdecimal() else DAYS_KEPT)
        old = [("create_date", "<", fields.Datetime.now() - kept)]
        requests = self.sudo().search(old, limit=GC_LIMIT)
        requests.unlink()
        return len(requests), len(requests) == GC_LIMIT


class PrepaidContract(models.Model):
    """What a machine asks to be done is done once."""

    _inherit = "prepaid.contract"

    def _once(self, key, method, arguments, run):
        """Return what ``run`` answers, or what it answered when the key came first.

        Whoever comes second at the same moment waits for the contract, or at the index
        for the first, and starts again to find its answer. Call it in sudo.
        """
        vals = self._prepare_request_vals(key, method, arguments)
        request = self._find_request(vals)
        if not request:
            answer = run()
            try:
                request = self.env["prepaid.request"].create(vals | {"answer": answer})
            except UniqueViolation as error:
                raise ConcurrencyError("The same request is being done.") from error
        return request.answer

    def _find_request(self, vals):
        """Return the request of the key, or none; refuse a key of another request."""
        names = ("company_id", "user_id", "key")
        domain = [(name, "=", vals[name]) for name in names]
        request = self.env["prepaid.request"].search(domain)
        if request and request.digest != vals["digest"]:
            raise ApiError(
                "key_reused",
                self.env._(
                    "The idempotency_key “%(key)s” was used for another request. Use a "
                    "new one for each thing that shall be done.",
                    key=vals["key"],
                ),
            )
        return request

    def _prepare_request_vals(self, key, method, arguments):
        asked = json.dumps([method, self.id, arguments], sort_keys=True, default=str)
        return {
            "user_id": self.env.uid,
            "company_id": self.company_id.id,
            "contract_id": self.id,
            "key": key,
            "method": method,
            "digest": hashlib.sha256(asked.encode()).hexdigest(),
        }
