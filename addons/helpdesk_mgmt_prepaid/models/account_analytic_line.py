from odoo import api, fields, models


class AccountAnalyticLine(models.Model):
    """Work on a ticket of the helpdesk is its customer's, wherever it is logged."""

    _inherit = "account.analytic.line"

    _prepaid_user_fields = {"ticket_id"}

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        "Helpdesk Ticket",
        index="btree_not_null",
        domain="[('project_id', '!=', False)]",
    )
    ticket_partner_id = fields.Many2one(
        related="ticket_id.partner_id",
        string="Customer of the Ticket",
        store=True,
        compute_sudo=True,
    )

    # === COMPUTE METHODS === #

    @api.depends("ticket_id.partner_id")
    def _compute_partner_id(self):
        """Override: the ticket says whose work it is."""
        result = super()._compute_partner_id()
        for line in self.filtered("project_id"):
            if partner := line.ticket_id.partner_id:
                line.partner_id = partner
        return result

    @api.depends("ticket_id.partner_id")
    def _compute_prepaid_uncovered(self):
        return super()._compute_prepaid_uncovered()

    @api.onchange("ticket_id")
    def _onchange_ticket_id(self):
        if self.ticket_id:
            self.update(self.ticket_id._prepare_prepaid_follow_vals())
        self._onchange_prepaid_contract_id()

    # === CONSTRAINT METHODS === #

    @api.constrains("ticket_id", "project_id")
    def _check_ticket_project(self):
        """The time of a ticket is its company's, in which its credit is."""
        for line in self.filtered("ticket_id"):
            line.ticket_id.sudo()._check_near(line.project_id)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            ticket = self._place_on_ticket(vals)
            if ticket and not vals.get("company_id"):
                vals["company_id"] = ticket.company_id.id
        return super().create(vals_list)

    def write(self, vals):
        """Take a line that goes to another ticket to that ticket's project."""
        vals = dict(vals)
        self._place_on_ticket(vals)
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _place_on_ticket(self, vals):
        """Put into vals that name a ticket where its time is logged; return it."""
        ticket = self.env["helpdesk.ticket"].browse(vals.get("ticket_id") or [])
        ticket.check_access("read")
        ticket = ticket.sudo()
        if ticket:
            for name, value in ticket._prepare_prepaid_follow_vals().items():
                vals[name] = vals.get(name) or value
            ticket._check_takes_time(ticket.project_id.browse(vals["project_id"] or []))
        return ticket
