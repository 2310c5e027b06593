from odoo.http import request, route

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk


class HelpdeskPortal(CustomerPortalHelpdesk):
    """The client's page of a ticket tells the time and the credit it took."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        """Override: add the work of the ticket that the reader may know of."""
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        reader = ticket.with_user(request.env.user)
        return values | {"prepaid_work": reader._get_prepaid_client_work()}


class HelpdeskForm(HelpdeskTicketController):
    """What comes by the client's form comes in as the plan says."""

    @route()
    def submit_ticket(self, **kw):
        """Override: say how the ticket comes."""
        if request.env.user.share:
            request.update_context(prepaid_channel="portal")
        return super().submit_ticket(**kw)

    def _prepare_submit_ticket_vals(self, **kw):
        """Override: no category that the form does not offer makes an emergency."""
        vals = super()._prepare_submit_ticket_vals(**kw)
        Category = request.env["helpdesk.ticket.category"].sudo()
        chosen = Category.browse(vals.get("category_id") or [])
        if chosen.is_prepaid_emergency and chosen not in self._get_categories(**kw):
            vals["category_id"] = False
        return vals
