from odoo import api, models

from ..hooks import ADDON


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    @api.model
    def _get_prepaid_losses(self):
        """Override: credit forgets the eWallet that it came from."""
        count = self.env["prepaid.opening.line"].search_count(
            [("loyalty_card_id", "!=", False), ("is_booked", "=", True)]
        )
        text = self.env._(
            "%(count)s credits forget the eWallet whose balance they were. The credit "
            "and its price stay. Undone later, it does not go back to the eWallet by "
            "itself: undo it first, if it shall.",
            count=count,
        )
        return super()._get_prepaid_losses() | {ADDON: count and text}
