from odoo import api, fields, models
from odoo.fields import Command


class AccountMove(models.Model):
    """Invoices that were paid back, and the credit notes that account for it."""

    _inherit = "account.move"

    prepaid_refund_id = fields.Many2one(
        "payment.transaction",
        "Refund",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The refund that this credit note accounts for.",
    )

    # === HOOKS === #

    @api.depends("prepaid_refund_id")
    def _compute_prepaid_credit_text(self):
        """Override: what a refund took is not taken again by its credit note."""
        refunded = self.filtered(
            lambda move: move.state == "draft" and move.prepaid_refund_id
        )
        for move in refunded:
            move.prepaid_credits_use = True
            move.prepaid_credit_text = self.env._(
                "The refund took its credit back already: posting takes no more."
            )
        return super(AccountMove, self - refunded)._compute_prepaid_credit_text()

    def _post(self, soft=True):
        """Match credit notes with the refunds that paid them already."""
        posted = super()._post(soft=soft)
        for move in posted.filtered("reversed_entry_id"):
            invoice = move.reversed_entry_id
            for refund_sudo in invoice.sudo().transaction_ids._get_refunds():
                refund_sudo._match_refund(invoice.sudo())
        return posted

    # === BUSINESS METHODS === #

    def _get_credit_notes(self, state):
        """Return the credit notes of these invoices in a state."""
        return self.reversal_move_ids.filtered(
            lambda move: move.move_type == "out_refund" and move.state == state
        )

    def _get_refunded_amount(self):
        """Return what was paid back of the invoice and no credit note accounts for."""
        self.ensure_one()
        refunds_sudo = self.sudo().transaction_ids._get_refunds()
        if not refunds_sudo:
            return 0
        refunded = sum(
            refund._get_paid_back().get(self.sudo(), 0) for refund in refunds_sudo
        )
        notes_sudo = self.sudo()._get_credit_notes("posted")
        return max(refunded - sum(notes_sudo.mapped("amount_residual")), 0)

    def _propose_credit_note(self, refund):
        """Draft the credit note that accounts for what was paid back, and ask."""
        drafts = self._get_credit_notes("draft")
        amount = self._get_refunded_amount() - sum(drafts.mapped("amount_total"))
        amount = self.currency_id.round(amount)
        if amount <= 0:
            return
        note = self._reverse_moves([self._prepare_credit_note_vals(refund)])
        note._scale_to(amount)
        note.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=(self.invoice_user_id or self.env.user).id,
            summary=self.env._("Check and post the credit note of a refund"),
            note=self.env._(
                "%(reference)s paid %(amount)s of %(invoice)s back. Its unused credit "
                "was withdrawn; what was used of it is owed, unless you forgive it.",
                reference=refund.reference,
                amount=self.currency_id.format(amount),
                invoice=self.name,
            ),
        )

    def _prepare_credit_note_vals(self, refund):
        today = self.company_id._get_prepaid_today()
        return {
            "date": today,
            "invoice_date": today,
            "ref": self.env._("Refund %(reference)s", reference=refund.reference),
            "invoice_payment_term_id": False,
            "prepaid_refund_id": refund.id,
            "prepaid_credit_use": "owe",
        }

    def _scale_to(self, amount):
        """Lower the lines of a draft in proportion, to a total with taxes."""
        if self.currency_id.compare_amounts(amount, self.amount_total) >= 0:
            return
        share = amount / self.amount_total
        lines = self._get_product_lines()
        self.invoice_line_ids = [
            Command.update(line.id, line._prepare_scaled_vals(share)) for line in lines
        ]
        # What the rounding of the lines left goes to the largest of them; what no
        # price gives with its taxes is a cent of the taxes, as it may be typed there.
        largest = lines.sorted(lambda line: abs(line.price_subtotal))[-1:]
        largest.price_unit += self.currency_id.round(amount - self.amount_total)
        taxes = self.line_ids.filtered("tax_repartition_line_id")
        gap = self.currency_id.round(amount - self.amount_total)
        if gap and taxes:
            taxes[0].amount_currency += gap


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _prepare_scaled_vals(self, share):
        """Return the vals of the line for a part of its price, as one piece."""
        is_gross = any(tax.price_include for tax in self.tax_ids)
        price = self.price_total if is_gross else self.price_subtotal
        return {
            "quantity": 1,
            "discount": 0,
            "price_unit": self.currency_id.round(price * share),
        }
