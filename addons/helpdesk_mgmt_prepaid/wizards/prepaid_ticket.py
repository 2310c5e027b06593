from odoo import api, fields, models


class PrepaidTicketContract(models.TransientModel):
    _inherit = "prepaid.ticket.contract"

    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)

    @api.depends("ticket_id")
    def _compute_customer_id(self):
        return super()._compute_customer_id()


class PrepaidMeterLog(models.TransientModel):
    _inherit = "prepaid.meter.log"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        "Helpdesk Ticket",
        compute="_compute_meter",
        store=True,
        readonly=False,
        domain="[('project_id', '!=', False)]",
    )

    @api.depends("meter_id")
    def _compute_meter(self):
        """Override: the meter's ticket of the helpdesk."""
        result = super()._compute_meter()
        for wizard in self:
            wizard.ticket_id = wizard.meter_id.ticket_id
        return result
