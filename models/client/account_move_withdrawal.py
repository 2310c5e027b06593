from odoo import fields, models


class AccountMove(models.Model):
    """Credit notes of withdrawals, by whoever they are made."""

    _inherit = "account.move"

    prepaid_withdrawal_id = fields.Many2one(
        "prepaid.withdrawal",
        "Withdrawal",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    def _post(self, soft=True):
        """Override: a credit note by hand is one of the withdrawal, too."""
        posted = super()._post(soft=soft)
        for note_sudo in posted.sudo().filtered("reversed_entry_id"):
            withdrawal_sudo = note_sudo._find_withdrawal()
            if withdrawal_sudo and not note_sudo.prepaid_withdrawal_id:
                note_sudo.prepaid_withdrawal_id = withdrawal_sudo
                withdrawal_sudo._draft_rest()
        posted.sudo().prepaid_withdrawal_id._follow_notes()
        return posted

    def _invoice_paid_hook(self):
        """Override: what is paid back asks nobody any more."""
        result = super()._invoice_paid_hook()
        self.sudo().prepaid_withdrawal_id._follow_notes()
        return result

    def button_draft(self):
        result = super().button_draft()
        self.sudo().prepaid_withdrawal_id._follow_notes()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self.sudo().prepaid_withdrawal_id._follow_notes()
        return result

    def _find_withdrawal(self):
        """Return the open withdrawal from the packs that a credit note credits."""
        withdrawals = self.invoice_line_ids.sale_line_ids._get_withdrawals()
        return withdrawals.filtered(lambda found: found.state == "received")[:1]

    def _is_settled(self):
        """Tell whether nothing of the document is to be paid any more."""
        return self.payment_state in ("paid", "in_payment", "reversed")
