from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import QUANTITY_DIGITS
from odoo.addons.sale_timesheet_prepaid.models.contract.access import PRICE_GROUPS

# A place in somebody's day is kept from acceptance on.
BLOCKING = ("accepted", "secured", "running")
# Nobody talked, and nothing is owed.
LOST = ("cancelled", "expired")


class PrepaidSession(models.Model):
    """A metered exchange with a client: rules accepted first, secured, charged exactly.

    Amounts with taxes are in ``currency_id``; what is drawn from a contract is in the
    unit of its plan. Only the verbs write a session: accept, secure, start, pause,
    stop, extend, cancel, settle.
    """

    _name = "prepaid.session"
    _description = "Session"
    _inherit = ["prepaid.page", "prepaid.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "planned_start desc, id desc"

    _prepaid_user_fields = frozenset()
    _prepaid_personal_fields = {
        "partner_id": "person",
        "user_id": "person",
        "name": "text",
        "reason": "text",
        "subject": "text",
        "accepted_name": "proof",
        "accepted_address": "proof",
    }

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("accepted", "Accepted"),
            ("secured", "Secured"),
            ("running", "Running"),
            ("done", "Done"),
            ("settled", "Settled"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
            ("failed", "Failed"),
        ],
        required=True,
        default="draft",
        tracking=True,
    )
    reason = fields.Char(help="Why it is where it is, where a person must look.")
    external_ref = fields.Char(
        "External Reference",
        copy=False,
        help="What another system calls it. Told twice, it is one session.",
    )
    recording = fields.Char(
        copy=False, help="Where a recording or call record is kept."
    )

    # Who talks about what
    offer_id = fields.Many2one(
        "prepaid.session.offer", "Talk Page", index="btree_not_null"
    )
    usage_type_id = fields.Many2one(
        "prepaid.usage.type", "Kind of Talk", required=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Client", index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "Talks with", required=True, index=True)
    project_id = fields.Many2one("project.project", required=True, ondelete="restrict")
    task_id = fields.Many2one(
        "project.task", "Ticket", index="btree_not_null", ondelete="restrict"
    )
    subject = fields.Text("What It Is About")

    # What was accepted
    plan_id = fields.Many2one(
        "prepaid.plan",
        ondelete="restrict",
        groups=PRICE_GROUPS,
        help="Empty: an imported call that no contract covers.",
    )
    currency_id = fields.Many2one("res.currency", required=True)
    unit = fields.Selection(
        [("time", "Time"), ("money", "Money")],
        compute="_compute_unit",
        compute_sudo=True,
        help="In what it is secured and due: the contract's unit, else money.",
    )
    terms = fields.Json(groups=PRICE_GROUPS, help="What a minute costs, as accepted.")
    tax_ids = fields.Many2many("account.tax", groups=PRICE_GROUPS)
    cancellation = fields.Json(
        help="The rule as accepted: [hours before, percent], the longest first."
    )
    rules = fields.Html("Accepted Rules", sanitize=True)
    accepted_at = fields.Datetime()
    accepted_name = fields.Char("Accepted by")
    accepted_address = fields.Char("Accepted from", help="Network address.")

    # When
    planned_start = fields.Datetime()
    planned_minutes = fields.Integer("Planned (min)", help="0: open length.")
    planned_stop = fields.Datetime(compute="_compute_planned_stop", store=True)
    blocked_until = fields.Datetime(help="The next talk of this person starts after.")
    tz = fields.Char("Client's Time Zone")
    date_expiry = fields.Datetime(
        "Waits until", help="Not secured by then, its place is free again."
    )

    # What was secured
    secured_by = fields.Selection(
        [
            ("contract", "Contract"),
            ("card", "Amount held on a card"),
            ("token", "Saved card"),
            ("link", "Payment link"),
        ],
        groups=PRICE_GROUPS,
    )
    contract_id = fields.Many2one(
        "prepaid.contract", index="btree_not_null", ondelete="restrict"
    )
    hold_ids = fields.One2many("prepaid.hold", "session_id", groups=PRICE_GROUPS)
    transaction_ids = fields.One2many(
        "payment.transaction", "prepaid_session_id", groups=PRICE_GROUPS
    )
    token_id = fields.Many2one(
        "payment.token", ondelete="restrict", groups=PRICE_GROUPS
    )
    cap_amount = fields.Monetary(
        "At Most",
        groups=PRICE_GROUPS,
        help="The most, with taxes, that the client accepted. Saved cards and payment "
        "links are charged no more than this.",
    )
    secured_amount = fields.Float(
        "Secured",
        digits=QUANTITY_DIGITS,
        groups=PRICE_GROUPS,
        help="What is held: of a contract in its unit, else with taxes.",
    )

    # What was measured
    meter_id = fields.Many2one("prepaid.meter", index="btree_not_null")
    started_at = fields.Datetime()
    stopped_at = fields.Datetime()
    stop_at = fields.Datetime(
        "Stops by Itself at", help="When what was secured is used up."
    )
    is_warned = fields.Boolean()
    stopped_by = fields.Selection(
        [
            ("staff", "Us"),
            ("client", "The client"),
            ("limit", "What was secured is used up"),
            ("system", "Another system"),
        ]
    )

    # What is due
    worked_minutes = fields.Integer("Talked (min)")
    metered_minutes = fields.Integer("Counted (min)")
    facts = fields.Json(groups=PRICE_GROUPS)
    due_amount = fields.Float(
        "Due",
        digits=QUANTITY_DIGITS,
        groups=PRICE_GROUPS,
        help="Of a contract in its unit, else without taxes.",
    )
    explanation = fields.Char(
        compute="_compute_explanation",
        compute_sudo=True,
        groups=PRICE_GROUPS,
        help="How the minutes became what is due.",
    )
    cancelled_by = fields.Selection(
        [("staff", "Us"), ("client", "The client"), ("no_show", "Client did not come")]
    )
    fee_percent = fields.Float("Cancellation Fee (%)", groups=PRICE_GROUPS)
    timesheet_id = fields.Many2one(
        "account.analytic.line", index="btree_not_null", ondelete="set null"
    )
    invoice_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        ondelete="restrict",
        groups=PRICE_GROUPS,
    )
    tries = fields.Integer(groups=PRICE_GROUPS)
    date_next = fields.Datetime("Tried Again at", groups=PRICE_GROUPS)

    _external_ref_unique = models.UniqueIndex(
        "(company_id, external_ref) WHERE external_ref IS NOT NULL",
        "Another session has this external reference already.",
    )
    _place_unique = models.Constraint(
        "EXCLUDE USING gist (int4range(user_id, user_id, '[]') WITH &&,"
        " tsrange(planned_start, blocked_until) WITH &&)"
        " WHERE (state IN ('accepted', 'secured', 'running')"
        " AND planned_start < blocked_until)",
        "Somebody else has just taken this time. Choose another one.",
    )
    _watch_idx = models.Index("(stop_at) WHERE state = 'running'")

    # === COMPUTE METHODS === #

    @api.depends("planned_start", "planned_minutes", "offer_id.most_minutes")
    def _compute_planned_stop(self):
        for session in self:
            minutes = session.planned_minutes or session.offer_id.most_minutes
            session.planned_stop = session.planned_start and (
                session.planned_start + timedelta(minutes=minutes)
            )

    @api.depends("contract_id.unit")
    def _compute_unit(self):
        for session in self:
            session.unit = session.contract_id.unit or "money"

    @api.depends("facts", "cancelled_by")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for session in self:
            is_known = session.facts or session.cancelled_by
            session.explanation = is_known and session._get_explanation()

    def _compute_access_url(self):
        """Override of `portal`: the page of the talk, for both sides."""
        result = super()._compute_access_url()
        for session in self:
            session.access_url = f"/my/session/{session.id}"
        return result

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("name"):
                vals["name"] = self.env["ir.sequence"].next_by_code("prepaid.session")
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        for session in self:
            if session._is_kept():
                raise UserError(
                    self.env._(
                        "%(session)s was accepted by the client and is kept. Cancel it "
                        "instead.",
                        session=session.name,
                    )
                )

    # === BUSINESS METHODS === #

    def _is_kept(self):
        """Tell whether the session is a fact, which nobody deletes."""
        return self.state != "draft"

    def _check_state(self, *states):
        """Refuse what does not fit the state, and name it."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for session in self:
            if session.state not in states:
                raise UserError(
                    self.env._(
                        "%(session)s is in the state “%(state)s”, and this takes "
                        "“%(states)s”.",
                        session=session.name,
                        state=labels[session.state],
                        states="”, “".join(labels[state] for state in states),
                    )
                )
