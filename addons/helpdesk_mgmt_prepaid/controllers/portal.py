from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk


class HelpdeskPortal(CustomerPortalHelpdesk):
    """The client's page of a ticket tells the time and the credit it took."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        """Override: add the work of the ticket that the reader may know of."""
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        reader = ticket.with_user(request.env.user)
        return values | {"prepaid_work": reader._get_prepaid_client_work()}
