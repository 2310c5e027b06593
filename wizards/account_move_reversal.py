from odoo import models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def reverse_moves(self, is_modify=False):
        """Override of `account`: a replaced invoice passes its packs' use on.

        What was used is owed until the new invoice pays for it, which sells what the
        first one sold, whatever became of its product since.
        """
        action = super().reverse_moves(is_modify=is_modify)
        if is_modify:
            self.move_ids.reversal_move_ids.prepaid_credit_use = "owe"
            for old, new in zip(self.move_ids, self.new_move_ids, strict=True):
                new._take_over_sold(old)
        return action
