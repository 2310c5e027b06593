from odoo import api, fields, models
from odoo.fields import Command, Domain

# After the stages of a team, so that nothing begins there.
WAITING_SEQUENCE = 90


class HelpdeskTicketStage(models.Model):
    """A stage in which tickets wait for credit."""

    _name = "helpdesk.ticket.stage"
    _inherit = ["prepaid.guarded", "helpdesk.ticket.stage"]

    _prepaid_user_fields = {"is_prepaid_waiting"}

    is_prepaid_waiting = fields.Boolean(
        "Waits for Credit",
        help="Where a plan lets new tickets wait for credit, they wait in this stage. "
        "A team that has none gets one with its first such ticket.",
    )


class HelpdeskTicketTag(models.Model):
    _name = "helpdesk.ticket.tag"
    _inherit = ["prepaid.guarded", "helpdesk.ticket.tag"]

    _prepaid_user_fields = {"is_prepaid_emergency", "is_prepaid_client_emergency"}

    is_prepaid_emergency = fields.Boolean(
        "Emergency",
        help="Tickets with this tag come in though no credit is left, and their work "
        "may go beyond the credit, up to the debt limit of the plan: where the plan "
        "says what happens to new tickets without credit.",
    )
    is_prepaid_client_emergency = fields.Boolean(
        "Clients May Choose It",
        help="Otherwise only colleagues make a ticket an emergency: its work goes "
        "beyond the credit.",
    )


class HelpdeskTicketCategory(models.Model):
    """A category is what the client chooses in the form."""

    _name = "helpdesk.ticket.category"
    _inherit = ["prepaid.guarded", "helpdesk.ticket.category"]

    _prepaid_user_fields = {"is_prepaid_emergency"}

    is_prepaid_emergency = fields.Boolean(
        "Emergency",
        help="Tickets of this category come in though no credit is left, and their "
        "work may go beyond the credit, up to the debt limit of the plan: where the "
        "plan says what happens to new tickets without credit.",
    )


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    def _get_applicable_stages(self):
        """Override: nothing begins where tickets wait for credit."""
        return super()._get_applicable_stages().sorted("is_prepaid_waiting")


class HelpdeskTicket(models.Model):
    """A ticket of the helpdesk waits in a stage of its team."""

    _inherit = "helpdesk.ticket"

    def _is_emergency(self):
        """Override: its category or one of its tags says so."""
        return any(self.tag_ids.mapped("is_prepaid_emergency")) or bool(
            self.category_id.is_prepaid_emergency
        )

    def _get_staff_marks(self):
        """Override: a tag. Of the categories the form offers those for clients."""
        marks = self.tag_ids.filtered("is_prepaid_emergency")
        return marks.filtered(lambda tag: not tag.is_prepaid_client_emergency)

    @api.model
    def _get_emergency_fields(self):
        return super()._get_emergency_fields() | {"category_id"}

    @api.model
    def _get_gate_fields(self):
        return super()._get_gate_fields() | {"team_id"}

    def _get_waiting_stage(self):
        """Override: the team's, else one for all teams of the company."""
        team = self.team_id
        Stage = self.env["helpdesk.ticket.stage"]
        waiting = Domain("is_prepaid_waiting", "=", True)
        waiting &= Domain("company_id", "in", (False, self.company_id.id))
        for_team = Domain("team_ids", "in", team.ids) | Domain("team_ids", "=", False)
        return Stage.search(waiting & for_team, limit=1) or self._make_waiting_stage(
            Stage,
            sequence=WAITING_SEQUENCE,
            company_id=self.company_id.id,
            team_ids=[Command.set(team.ids)],
        )

    def _get_first_stage(self):
        """Override."""
        stages = self.team_id._get_applicable_stages()
        return stages.filtered(lambda stage: not stage.is_prepaid_waiting)[:1]
