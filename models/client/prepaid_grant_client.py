from odoo import models


class PrepaidGrant(models.Model):
    """What the client's page shows of a grant."""

    _inherit = "prepaid.grant"

    def _get_client_colour(self):
        """Return the colour of the state on the client's pages.

        Dark is what asks nothing: themes tint "secondary" in colours that warn.
        """
        return {
            "pending": "info",
            "open": "success",
            "used": "dark",
            "expired": "warning",
            "void": "dark",
        }[self.state]
