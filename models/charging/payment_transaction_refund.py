from odoo import models


class PaymentTransaction(models.Model):
    """Money that is paid back, by Odoo's button or at the provider.

    What it pays back of an invoice is worth no credit from then on, before a credit
    note says so. The proof is the refund itself: what is open of it on the client's
    account is paid back and not accounted for.
    """

    _inherit = "payment.transaction"

    def _post_process(self):
        result = super()._post_process()
        for tx_sudo in self.sudo():
            if tx_sudo.operation == "refund" and tx_sudo.state == "done":
                tx_sudo.with_company(tx_sudo.company_id)._follow_refund()
        return result

    def _follow_refund(self):
        """Withdraw what a refund pays back, and propose credit notes. Safe to repeat.

        A payment that paid nothing yet, and credit notes that wait for their money,
        are what a refund pays back first.
        """
        self.ensure_one()
        invoices = self._get_pack_invoices()
        if not invoices:
            return
        self._match_refund(invoices)
        for invoice in invoices:
            invoice._propose_credit_note(self)
        invoices._sync_prepaid_grants()

    def _match_refund(self, invoices):
        """Match a refund with what it pays back."""
        payments = self.payment_id | self.source_transaction_id.payment_id
        notes = invoices._get_credit_notes("posted")
        (payments.move_id | notes).line_ids._match_open()

    def _get_refunds(self):
        """Return the refunds of these payments and their captures that are paid."""
        captures = self.child_transaction_ids
        return (captures | captures.child_transaction_ids).filtered(
            lambda tx: tx.operation == "refund" and tx.payment_id._is_under_way()
        )

    def _get_unmatched_amount(self):
        """Return what no credit note accounts for yet of a refund, in its currency."""
        self.ensure_one()
        payment = self.payment_id
        if not payment.move_id:
            # Its line of the bank pays the credit note: what is paid of that counts.
            notes = self.env["account.move"].search(
                [("prepaid_refund_id", "=", self.id), ("state", "=", "posted")]
            )
            paid = sum(notes.mapped("amount_total")) - sum(
                notes.mapped("amount_residual")
            )
            return max(payment.amount - paid, 0)
        lines = payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        # A draft stays matched, but accounts for nothing.
        drafted = lines.matched_credit_ids.filtered(
            lambda part: part.credit_move_id.parent_state != "posted"
        )
        return sum(lines.mapped("amount_residual_currency")) + sum(
            drafted.mapped("debit_amount_currency")
        )


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _compute_field_value(self, field):
        """Follow what accounts for a refund: no other hook is called for it."""
        result = super()._compute_field_value(field)
        if field.name == "is_reconciled":
            for tx_sudo in self.sudo().payment_transaction_id:
                if tx_sudo.operation == "refund":
                    tx_sudo._get_pack_invoices()._sync_prepaid_grants()
        return result

    def _is_under_way(self):
        """Tell whether the payment stands, on the bank's statement or not yet."""
        return self.state in ("in_process", "paid")
