from odoo.http import request

from odoo.addons.website.controllers.form import WebsiteForm


class PrepaidWebsiteForm(WebsiteForm):
    """What comes by a form of the website is a client's, unless a colleague sent it.

    The page that thanks is the same, whatever becomes of the request.
    """

    def insert_record(self, request_, model_sudo, values, custom, meta=None):
        """Override of `website`: say how the ticket comes."""
        tickets = request.env.registry["prepaid.ticket"]
        is_ticket = isinstance(request.env.get(model_sudo.model), tickets)
        if is_ticket and not request.env.user._is_internal():
            request.update_context(prepaid_channel="form")
        return super().insert_record(request_, model_sudo, values, custom, meta=meta)
