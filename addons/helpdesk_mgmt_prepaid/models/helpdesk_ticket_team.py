from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    """Where a team logs its time, and what its tickets are by default."""

    _name = "helpdesk.ticket.team"
    _inherit = ["prepaid.guarded", "helpdesk.ticket.team"]

    _prepaid_user_fields = {"allow_timesheet", "default_project_id", "usage_type_id"}

    allow_timesheet = fields.Boolean(
        "Log Time", default=True, help="Time is logged on the tickets of this team."
    )
    default_project_id = fields.Many2one(
        "project.project",
        "Project of the Time",
        domain="[('allow_timesheets', '=', True), ('is_template', '=', False), "
        "('company_id', 'in', (False, company_id))]",
        help="Time on tickets of this team is logged there, unless the ticket says "
        "otherwise. One project may serve all clients: the ticket names whose work it "
        "is.",
    )
    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        "Usual Work",
        ondelete="restrict",
        help="Usage type of work on tickets of this team, where no rule names one.",
    )
    prepaid_rule_ids = fields.One2many("prepaid.ticket.rule", "team_id")

    def _get_prepaid_rules(self, ticket):
        """Return the rules of the team that take a ticket, the first first."""
        return self.prepaid_rule_ids.filtered(lambda rule: rule._takes(ticket))
