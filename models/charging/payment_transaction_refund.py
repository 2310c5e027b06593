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

    def _get_paid_back(self):
        """Return {invoice: what no credit note accounts for} of a refund.

        A refund of several invoices pays back each in proportion to its total. What
        is matched with anything but their credit notes pays back something else.
        """
        self.ensure_one()
        invoices = self._get_paid_invoices()
        noted = self._get_noted_amounts(invoices)
        total = sum(invoices.mapped("amount_total"))
        whole = self._get_open_amount() + sum(noted.values())
        return {
            invoice: whole * invoice.amount_total / total
            - sum(noted.get(note, 0) for note in invoice.reversal_move_ids)
            for invoice in invoices
            if total
        }

    def _get_noted_amounts(self, invoices):
        """Return {credit note: what it accounts for} of the refund."""
        notes = invoices._get_credit_notes("posted")
        if not self.payment_id.move_id:
            # The lines of the bank pay these, as the refund has no entry.
            notes = notes.filtered(lambda note: note.prepaid_refund_id == self)
            return {note: note.amount_total - note.amount_residual for note in notes}
        parts = self.payment_id.move_id.line_ids.matched_credit_ids
        parts = parts.filtered(lambda part: part.credit_move_id.move_id in notes)
        by_note = parts.grouped(lambda part: part.credit_move_id.move_id)
        return {
            note: sum(mine.mapped("debit_amount_currency"))
            for note, mine in by_note.items()
        }

    def _get_open_amount(self):
        """Return what is matched with nothing of a refund, in its currency."""
        payment = self.payment_id
        if not payment.move_id:
            noted = self._get_noted_amounts(self._get_paid_invoices())
            return max(payment.amount - sum(noted.values()), 0)
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
