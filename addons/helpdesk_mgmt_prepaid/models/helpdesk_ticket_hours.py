from odoo import api, fields, models

from odoo.addons.sale_timesheet_prepaid.metering import MINUTES_PER_HOUR


class HelpdeskTicket(models.Model):
    """The hours that a ticket was planned to take, and took."""

    _inherit = "helpdesk.ticket"

    _prepaid_user_fields = {"planned_hours"}

    planned_hours = fields.Float(tracking=True)
    total_hours = fields.Float("Hours Spent", compute="_compute_total_hours")
    remaining_hours = fields.Float(compute="_compute_remaining_hours")
    progress = fields.Float(
        compute="_compute_remaining_hours",
        help="Percent of the planned hours that were spent.",
    )

    @api.depends("timesheet_ids.unit_amount", "timesheet_ids.product_uom_id")
    def _compute_total_hours(self):
        for ticket in self:
            lines_sudo = ticket.sudo().timesheet_ids
            minutes = sum(line._get_worked_minutes() for line in lines_sudo)
            ticket.total_hours = minutes / MINUTES_PER_HOUR

    @api.depends("planned_hours", "total_hours")
    def _compute_remaining_hours(self):
        for ticket in self:
            planned, spent = ticket.planned_hours, ticket.total_hours
            ticket.remaining_hours = planned - spent
            ticket.progress = round(100 * spent / planned, 2) if planned > 0 else 0
