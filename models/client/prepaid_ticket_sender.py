from odoo import api, models


class PrepaidTicket(models.AbstractModel):
    """Whose ticket it is that a client opens in a project of no customer."""

    _inherit = "prepaid.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        """Override: it is theirs, where they have a contract and nothing says whose.

        A desk for all clients names none. Without a customer no contract would pay for
        the ticket, and none could let it wait.
        """
        tickets = super().create(vals_list)
        if self._is_by_client():
            sender = self.env.user.partner_id
            for ticket in tickets.sudo():
                if not ticket._get_prepaid_customer() and sender._get_prepaid_payers():
                    ticket.partner_id = sender
        return tickets
