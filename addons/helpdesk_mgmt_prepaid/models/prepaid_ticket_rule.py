from odoo import fields, models


class PrepaidTicketRule(models.Model):
    """What kind of work some tickets of a team are, and how soon they are answered.

    A rule takes the tickets that have all that it names. Of the rules that take a
    ticket the first that names a kind of work gives it, and so for the commitment.
    """

    _name = "prepaid.ticket.rule"
    _description = "Kind of Work and Response of Tickets"
    _inherit = "prepaid.guarded"
    _order = "team_id, sequence, id"
    _rec_name = "team_id"

    _prepaid_user_fields = {
        "team_id",
        "sequence",
        "priority",
        "channel_id",
        "category_id",
        "usage_type_id",
        "response_ids",
    }

    team_id = fields.Many2one(
        "helpdesk.ticket.team", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="team_id.company_id")
    sequence = fields.Integer(default=10)

    # Which tickets
    priority = fields.Selection(
        lambda self: self._get_priorities(), help="Empty: any priority."
    )
    channel_id = fields.Many2one(
        "helpdesk.ticket.channel", ondelete="cascade", help="Empty: any channel."
    )
    category_id = fields.Many2one(
        "helpdesk.ticket.category",
        ondelete="cascade",
        help="Also the categories below it. Empty: any category.",
    )

    # What they get
    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        "Kind of Work",
        ondelete="restrict",
        help="Of work on these tickets that names none.",
    )
    response_ids = fields.Many2many(
        "prepaid.response",
        string="Response Commitments",
        help="One of each plan: a ticket takes that of the plan that covers it.",
    )

    _check_answer = models.Constraint(
        "CHECK (priority IS NOT NULL OR channel_id IS NOT NULL"
        " OR category_id IS NOT NULL OR usage_type_id IS NULL)",
        "A kind of work for all tickets of a team is the usual work of the team.",
    )

    def _get_priorities(self):
        priority = self.env["helpdesk.ticket"]._fields["priority"]
        return priority._description_selection(self.env)

    def _takes(self, ticket):
        """Tell whether the rule is one for the ticket."""
        self.ensure_one()
        category = ticket.category_id
        return (
            self.priority in (False, ticket.priority)
            and (not self.channel_id or self.channel_id == ticket.channel_id)
            and (not self.category_id or category._is_within(self.category_id))
        )


class HelpdeskTicketCategory(models.Model):
    _inherit = "helpdesk.ticket.category"

    def _is_within(self, category):
        """Tell whether this is a category, or one below it."""
        above = (self.parent_path or "").split("/")
        return bool(self) and str(category.id) in above
