from odoo import models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def reverse_moves(self, is_modify=False):
        """Override of `account`: a replaced invoice passes its packs' use on."""
        if is_modify:
            self.move_ids.prepaid_is_replaced = True
        return super().reverse_moves(is_modify=is_modify)
