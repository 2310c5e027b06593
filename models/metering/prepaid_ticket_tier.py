from odoo import api, fields, models


class PrepaidTicket(models.AbstractModel):
    """The commitment that a tier brings to a ticket: given at the request, and kept."""

    _inherit = "prepaid.ticket"

    prepaid_tier_id = fields.Many2one(
        "prepaid.tier",
        "Tier",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="What brought the response commitment when the ticket was requested. It "
        "stays if the credit runs out meanwhile.",
    )
    prepaid_tier_grant_id = fields.Many2one(
        "prepaid.grant",
        "Tier of the Credit",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The credit that brought the tier. Empty: the plan did.",
    )
    prepaid_tier_text = fields.Char(
        "Brought by", compute="_compute_prepaid_tier_text", compute_sudo=True
    )

    @api.depends("prepaid_tier_id", "prepaid_response_id")
    @api.depends_context("lang", "uid")
    def _compute_prepaid_tier_text(self):
        """Tell what brought it to those alone who may see the contract."""
        for ticket in self:
            tier = ticket.prepaid_tier_id
            if not ticket._is_brought():
                ticket.prepaid_tier_text = False
            elif ticket._may_read_origin(self.env.user):
                origin = tier._describe_origin(ticket.prepaid_tier_grant_id)
                ticket.prepaid_tier_text = origin
            else:
                ticket.prepaid_tier_text = tier.name

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        if self.env["prepaid.tier"]._are_any():
            tickets.sudo()._take_tier()
        return tickets

    def write(self, vals):
        asks = "prepaid_contract_id" in vals and self.env["prepaid.tier"]._are_any()
        before = {t: t.prepaid_covering_id for t in self.sudo()} if asks else {}
        result = super().write(vals)
        if "prepaid_response_id" in vals and "prepaid_tier_id" not in vals:
            self.sudo()._forget_tier()
        for ticket, contract in before.items():
            if contract != ticket.prepaid_covering_id:
                ticket._take_tier()
        return result

    def copy_data(self, default=None):
        """Leave the copy what was chosen: what a tier brought is for its request."""
        vals_list = super().copy_data(default)
        for ticket, vals in zip(self, vals_list, strict=True):
            if ticket._is_brought() and "prepaid_response_id" not in (default or {}):
                vals.pop("prepaid_response_id", None)
        return vals_list

    def _follow_prepaid_move(self, before):
        """Derive what a tier brings anew before the work follows."""
        if self.env["prepaid.tier"]._are_any():
            self.sudo()._take_tier()
        return super()._follow_prepaid_move(before)

    # === BUSINESS METHODS === #

    def _is_request(self):
        """Tell whether the ticket is what a client asked for, not a part of it."""
        return True

    def _get_ruled_response(self):
        """Return the commitment that a ticket has by a rule, if there is one."""
        return self.env["prepaid.response"]

    def _may_read_origin(self, user):
        """Tell whether a user may know which credit brought the tier (sudo)."""
        contract = self.prepaid_tier_grant_id.contract_id or self.prepaid_covering_id
        return not user.share or contract.with_user(user).has_access("read")

    def _is_brought(self):
        """Tell whether the ticket's commitment is the one that a tier brought."""
        response = self.prepaid_response_id
        return bool(response) and response == self.prepaid_tier_id.response_id

    def _take_tier(self):
        """Give these tickets what the best tier brings, unless they have their own.

        From the moment of the request on. What was brought stays as long as its
        contract covers the ticket, what a person chose as long as its plan does.
        """
        for ticket in self:
            contract = ticket.prepaid_covering_id
            if not ticket._is_request() or ticket._keeps_response(contract):
                continue
            asked_at = ticket._get_asked_at()
            brought = contract._get_brought(ticket, asked_at)
            if brought[0] or ticket._is_brought():
                ticket.write(ticket._prepare_tier_vals(*brought, asked_at))
                ticket._note_past_answer()

    def _get_usual_work(self, contract):
        """Return the usage type of the usual work on the ticket, and its project."""
        project = self.project_id
        return project._get_usage_type(self, contract), project

    def _keeps_response(self, contract):
        """Tell whether the commitment stays under the contract that covers now."""
        response = self.prepaid_response_id
        if self._is_brought():
            return bool(contract) and self.prepaid_tier_grant_id.contract_id == contract
        if response and response != self._get_ruled_response():
            return response.plan_id == contract.plan_id
        return bool(self.prepaid_answered_at)

    def _prepare_tier_vals(self, tier, grant, asked_at):
        response = tier._get_sooner_of(self._get_ruled_response(), asked_at)
        if response != tier.response_id:
            tier, grant = tier.browse(), grant.browse()
        return {
            "prepaid_response_id": response.id,
            "prepaid_requested_at": response and asked_at,
            "prepaid_tier_id": tier.id,
            "prepaid_tier_grant_id": grant.id,
        }

    def _get_asked_at(self):
        """Return the moment (naive UTC) of the client's request."""
        return self.prepaid_requested_at or min(self.create_date, fields.Datetime.now())

    def _note_past_answer(self):
        """Note work that was done before the ticket had its commitment."""
        work = self.timesheet_ids.filtered(lambda line: not line.prepaid_message_id)
        for first in work.sorted("id")[:1]:
            moment = first.meter_started_at or self._guess_answer(first.date)
            self._note_answer(moment)

    def _forget_tier(self):
        """Let go of the tier where a person chose another commitment, or none."""
        chosen = self.filtered(lambda t: t.prepaid_tier_id and not t._is_brought())
        chosen.write({"prepaid_tier_id": False, "prepaid_tier_grant_id": False})


class ProjectTask(models.Model):
    _inherit = "project.task"

    def _is_request(self):
        """Override: neither a sub-task, part of one, nor a template."""
        return not self.parent_id and not self.is_template and super()._is_request()
