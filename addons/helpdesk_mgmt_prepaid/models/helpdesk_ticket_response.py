from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    """Kind of work and response commitment, as the team's rules say."""

    _inherit = "helpdesk.ticket"

    _prepaid_user_fields = {"prepaid_response_id"}

    prepaid_response_id = fields.Many2one(
        compute="_compute_prepaid_response_id", store=True, readonly=False
    )

    # Reviews of a period.
    _prepaid_requested_idx = models.Index(
        "(prepaid_requested_at) WHERE prepaid_response_id IS NOT NULL"
    )

    @api.depends(
        "team_id",
        "priority",
        "channel_id",
        "category_id",
        "partner_id",
        "project_id",
        "prepaid_contract_id",
    )
    def _compute_prepaid_response_id(self):
        """Follow the rules until work begins; without a rule, keep what was chosen.

        Later changes of the rules change no ticket.
        """
        for ticket in self:
            if not ticket.prepaid_answered_at:
                ticket.prepaid_response_id = ticket._find_response()

    def _find_response(self):
        """Return the commitment that the ticket has by the rules, or by choice.

        What a tier brought stays where a rule promises nothing sooner.
        """
        ticket = self.sudo()
        plan = ticket.prepaid_covering_id.plan_id
        if ruled := ticket._get_ruled_response():
            tier = ticket.prepaid_tier_id.filtered(lambda tier: tier.plan_id == plan)
            # The request's moment follows the response: a new ticket has none yet.
            return tier._get_sooner_of(ruled, ticket._get_asked_at()) if tier else ruled
        chosen = ticket.prepaid_response_id
        return chosen if chosen.plan_id == plan else chosen.browse()

    def _get_ruled_response(self):
        """Override: by the first of the team's rules that names one of the plan."""
        plan = self.prepaid_covering_id.plan_id
        rules = self.team_id._get_prepaid_rules(self)
        found = rules.response_ids.filtered(lambda response: response.plan_id == plan)
        for rule in rules:
            if mine := rule.response_ids & found:
                return mine[:1]
        return found

    def _get_usage_type(self):
        """Override: else by the team's rules, the team's usual work, or its task's."""
        team = self.team_id
        return (
            super()._get_usage_type()
            or team._get_prepaid_rules(self).usage_type_id[:1]
            or team.usage_type_id
            or self.task_id._get_usage_type()
        )
