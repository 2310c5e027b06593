from odoo import models


class PrepaidGrant(models.Model):
    """What the client's page shows of a grant."""

    _inherit = "prepaid.grant"

    def _get_client_colour(self):
        """Return the colour of the state on the client's pages."""
        return {
            "pending": "info",
            "open": "success",
            "used": "secondary",
            "expired": "warning",
            "void": "secondary",
        }[self.state]
