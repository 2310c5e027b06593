from datetime import datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from .promise import Promise


class PrepaidTicket(models.AbstractModel):
    """How a ticket is worked: kind of work, response commitment."""

    _inherit = "prepaid.ticket"

    _prepaid_user_fields = {
        "usage_type_id",
        "prepaid_response_id",
        "prepaid_requested_at",
    }

    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        "Usual Work",
        ondelete="restrict",
        help="Usage type of work on this ticket that names none.",
    )
    prepaid_plan_id = fields.Many2one(
        "prepaid.plan", compute="_compute_prepaid_plan_id", compute_sudo=True
    )
    prepaid_overdraft_policy = fields.Char(
        compute="_compute_prepaid_plan_id", compute_sudo=True
    )
    prepaid_overdraft_text = fields.Char(
        "When Credit Runs Out",
        compute="_compute_prepaid_overdraft_text",
        compute_sudo=True,
    )
    prepaid_has_responses = fields.Boolean(
        compute="_compute_prepaid_plan_id", compute_sudo=True
    )

    # Response commitment
    prepaid_response_id = fields.Many2one(
        "prepaid.response",
        "Response",
        ondelete="restrict",
        tracking=True,
        domain="[('plan_id', '=', prepaid_plan_id)]",
        help="The client asked for an answer in time and accepts its factor.",
    )
    prepaid_requested_at = fields.Datetime(
        "Requested at",
        compute="_compute_prepaid_requested_at",
        store=True,
        readonly=False,
        copy=False,
    )
    prepaid_answered_at = fields.Datetime(
        "Answered at",
        copy=False,
        help="When work on the ticket began. It is set by the first meter or line.",
        readonly=True,
    )
    prepaid_deadline = fields.Datetime(
        "Answer until", compute="_compute_prepaid_deadline", store=True
    )
    prepaid_response_state = fields.Selection(
        [("waiting", "Waiting"), ("kept", "In time"), ("late", "Late")],
        "Response State",
        compute="_compute_prepaid_response_state",
    )

    @api.depends("prepaid_covering_id")
    @api.depends_context("uid", "company")
    def _compute_prepaid_plan_id(self):
        for task in self:
            plan = task.prepaid_covering_id.sudo().plan_id
            task.prepaid_plan_id = plan
            task.prepaid_overdraft_policy = plan.overdraft_policy
            task.prepaid_has_responses = bool(plan.response_ids)

    @api.depends("prepaid_covering_id")
    @api.depends_context("lang", "uid", "company")
    def _compute_prepaid_overdraft_text(self):
        for task in self:
            contract = task.prepaid_covering_id.sudo()
            task.prepaid_overdraft_text = (
                contract._get_overdraft_text() if contract else False
            )

    @api.depends("prepaid_response_id")
    def _compute_prepaid_requested_at(self):
        for task in self:
            task.prepaid_requested_at = task.prepaid_response_id and (
                task.prepaid_requested_at or fields.Datetime.now()
            )

    @api.depends("prepaid_response_id", "prepaid_requested_at")
    def _compute_prepaid_deadline(self):
        for task in self.sudo():
            response, requested = task.prepaid_response_id, task.prepaid_requested_at
            task.prepaid_deadline = (
                response._get_deadline(requested) if response and requested else False
            )

    @api.depends("prepaid_deadline", "prepaid_answered_at")
    def _compute_prepaid_response_state(self):
        now = fields.Datetime.now()
        for task in self:
            if not task.prepaid_deadline:
                task.prepaid_response_state = False
            elif (task.prepaid_answered_at or now) > task.prepaid_deadline:
                task.prepaid_response_state = "late"
            else:
                answered = task.prepaid_answered_at
                task.prepaid_response_state = "kept" if answered else "waiting"

    def _get_usage_type(self):
        """Return the usage type that the ticket gives to work that names none."""
        return self.usage_type_id

    def _note_answer(self, moment):
        """Note when the ticket was first worked on, if a response was promised."""
        for task in self:
            if task.prepaid_response_id and not task.prepaid_answered_at:
                task.prepaid_answered_at = moment

    def _note_silence(self):
        """Note that nobody had begun when the ticket was looked at, if that is late."""
        now = fields.Datetime.now()
        if self.prepaid_deadline and self.prepaid_deadline < now:
            self._note_answer(now)

    def _guess_answer(self, day):
        """Return the earliest moment at which work of a day can have been the answer.

        None for work of days before the request. Who types in the evening what was
        done in time is believed.
        """
        now = fields.Datetime.now()
        requested = self.prepaid_requested_at
        if not requested or not day:
            return now
        company = self._get_prepaid_company()
        day = fields.Date.to_date(day)
        if day < company._get_prepaid_day(requested):
            return None
        midnight = datetime.combine(day, time.min, company._get_prepaid_zone())
        begin = midnight.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        return min(max(begin, requested), now)

    def _get_response(self):
        """Return what the ticket promises (Promise), or None without a commitment."""
        task = self.sudo()
        if not task.prepaid_response_id:
            return None
        return Promise(
            task.prepaid_response_id,
            task.prepaid_response_state == "late",
            task.prepaid_requested_at,
            task._is_brought() and task.prepaid_tier_id,
        )
