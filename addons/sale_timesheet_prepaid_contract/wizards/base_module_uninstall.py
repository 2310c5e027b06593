from odoo import api, models
from odoo.fields import Domain

ADDON = "sale_timesheet_prepaid_contract"


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    @api.model
    def _get_prepaid_losses(self):
        """Override: recurring contracts forget where the credit of packs goes."""
        says = Domain("prepaid_grant_contract_id", "!=", False)
        says |= Domain("prepaid_grant_date", "!=", False)
        waiting = Domain("prepaid_grant_ids", "=", False)
        waiting &= Domain("parent_state", "!=", "cancel")
        counts = {
            "recurring": self.env["contract.line"].search_count(
                [("prepaid_contract_id", "!=", False)]
            ),
            "waiting": self.env["account.move.line"].search_count(says & waiting),
        }
        text = self.env._(
            "%(recurring)s lines of recurring contracts, and %(waiting)s invoice lines "
            "whose credit is not granted yet, forget to which contract their credit "
            "goes and when it begins: it goes to the client's contract of the pack's "
            "plan. Credit that was granted stays where it is.",
            **counts,
        )
        return super()._get_prepaid_losses() | {ADDON: any(counts.values()) and text}
