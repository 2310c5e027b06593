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

    def _get_client_state(self):
        """Return the state in a client's words."""
        return {
            "pending": self.env._("Not usable yet"),
            "open": self.env._("Ready to use"),
            "used": self.env._("Used up"),
            "expired": self.env._("Expired credit"),
            "void": self.env._("Taken back"),
        }[self.state]

    def _get_client_kind(self):
        """Return where the credit came from, in a client's words."""
        return {
            "purchase": self.env._("Credit bought"),
            "bonus": self.env._("Bonus credit"),
            "goodwill": self.env._("Credit given"),
            "opening": self.env._("Opening balance"),
            "rollover": self.env._("Credit carried over"),
            "overage": self.env._("Invoiced work"),
        }[self.kind]
