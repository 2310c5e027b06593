from odoo import fields, models

BILLS = ("out_invoice", "out_receipt")


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
        """Override: a credit note by hand is one of the withdrawal, too.

        What is billed again, or only then, is to be given back, too.
        """
        posted = super()._post(soft=soft)
        for note_sudo in posted.sudo().filtered("reversed_entry_id"):
            withdrawal_sudo = note_sudo._find_withdrawal()
            if withdrawal_sudo and not note_sudo.prepaid_withdrawal_id:
                note_sudo.prepaid_withdrawal_id = withdrawal_sudo
                withdrawal_sudo._draft_rest()
        posted.sudo().prepaid_withdrawal_id._follow_notes()
        posted.sudo()._get_withdrawn_from()._draft_rest()
        return posted

    def _invoice_paid_hook(self):
        """Override: what is paid back asks nobody any more; what is paid is frozen.

        No document is made here: Odoo computes no totals while it reconciles.
        """
        result = super()._invoice_paid_hook()
        moves_sudo = self.sudo()
        withdrawals_sudo = moves_sudo._get_withdrawn_from()
        (moves_sudo.prepaid_withdrawal_id | withdrawals_sudo)._follow_notes()
        return result

    def button_draft(self):
        result = super().button_draft()
        self.sudo().prepaid_withdrawal_id._follow_notes()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self.sudo().prepaid_withdrawal_id._follow_notes()
        return result

    def _get_withdrawn_from(self):
        """Return the withdrawals from what these invoices bill."""
        invoices = self.filtered(lambda move: move.move_type in BILLS)
        return invoices.invoice_line_ids.sale_line_ids._get_withdrawals()

    def _find_withdrawal(self):
        """Return the open withdrawal from the packs that a credit note credits."""
        withdrawals = self.invoice_line_ids.sale_line_ids._get_withdrawals()
        return withdrawals.filtered(lambda found: found.state == "received")[:1]

    def _is_settled(self):
        """Tell whether nothing of the document is to be paid any more."""
        return self.payment_state in ("paid", "in_payment", "reversed")
