from odoo import fields, models


class PrepaidConsent(models.Model):
    """Permissions that cover what a contract renews by its schedule."""

    _inherit = "prepaid.consent"

    covers_schedule = fields.Boolean(
        "What Renews",
        readonly=True,
        help="The text allows to charge the invoices of the contract's schedule.",
    )

    def _get_gap(self, amount, token, pack=None):
        """Override: who agreed to renewals alone agreed to no top-up."""
        if gap := super()._get_gap(amount, token, pack):
            return gap
        if pack is not None and self.covers_schedule and not self.product_id:
            return self.env._("The client agreed to be charged for what renews alone.")
        return False
