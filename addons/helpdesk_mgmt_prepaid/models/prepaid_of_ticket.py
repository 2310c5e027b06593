from odoo import api, fields, models


class PrepaidOfTicket(models.AbstractModel):
    _inherit = "prepaid.of.ticket"

    @api.model
    def _get_ticket_fields(self):
        """Override: a ticket of the helpdesk counts before its task."""
        return ["ticket_id", *super()._get_ticket_fields()]


class PrepaidMeter(models.Model):
    _inherit = "prepaid.meter"

    _prepaid_user_fields = frozenset()

    ticket_id = fields.Many2one(
        "helpdesk.ticket", "Helpdesk Ticket", index="btree_not_null"
    )


class PrepaidApproval(models.Model):
    _inherit = "prepaid.approval"

    _prepaid_user_fields = {"ticket_id"}

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        "Helpdesk Ticket",
        index="btree_not_null",
        help="Empty, as the task: any work that the contract covers.",
    )

    @api.constrains("ticket_id")
    def _check_ticket_id(self):
        self._check_task()
