from odoo import fields, models

from ..contract.access import PRICE_GROUPS


class PaymentTransaction(models.Model):
    """A payment that was settled and is taken back: a returned debit, a chargeback."""

    _inherit = "payment.transaction"

    prepaid_return_ids = fields.One2many(
        "account.move", "prepaid_returned_id", "Returns", groups=PRICE_GROUPS
    )
    prepaid_returned_amount = fields.Monetary(
        "Taken Back",
        readonly=True,
        copy=False,
        help="So much of the payment was taken back after it was settled.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Book what a provider's message took back at once, not at the next hour."""
        result = super().write(vals)
        if vals.get("state") in ("error", "cancel") and self.sudo()._get_bounced():
            self.env.ref("payment.cron_post_process_payment_tx").sudo()._trigger()
        return result

    # === BUSINESS METHODS === #

    def _set_done(self, *, state_message=None, extra_allowed_states=()):
        """Override of `payment`: what bounced and is settled after all stands again."""
        bounced = self.filtered(
            lambda tx: (
                tx.state in ("error", "cancel") and tx.sudo().prepaid_returned_amount
            )
        )
        done = super()._set_done(
            state_message=state_message, extra_allowed_states=extra_allowed_states
        )
        for tx in bounced & done:
            tx._prepaid_return_undone()
        return done

    def _post_process(self):
        """Override of `payment`: a payment that bounced is not cancelled but returned.

        Its entry stays in the books, and so does what the taxes on it reported.
        """
        bounced = self.sudo()._get_bounced()
        for tx in bounced:
            tx._prepaid_return(tx.state_message)
        bounced.is_post_processed = True
        return super(PaymentTransaction, self - bounced)._post_process()

    def _get_bounced(self):
        """Return those of packs that were settled, which their provider takes back."""
        return self.filtered(
            lambda tx: (
                tx.state in ("error", "cancel")
                and tx.payment_id.state in ("in_process", "paid")
                and tx._get_pack_invoices()
            )
        )

    def _prepaid_return(self, reason, amount=None):
        """Book that a settled payment was taken back, and tell; return the entries.

        ``reason`` is the bank's, for people. ``amount`` is what was taken back in all,
        in the payment's currency; None: the whole. Safe to repeat: it posts the
        difference to what was booked. The invoice is open again, its credit goes.
        """
        self.ensure_one()
        tx_sudo = self.sudo().with_company(self.company_id)
        if tx_sudo.state == "done" and not tx_sudo.is_post_processed:
            tx_sudo._post_process()
        whole = abs(tx_sudo.amount)
        total = whole if amount is None else min(amount, whole)
        change = tx_sudo.currency_id.round(total - tx_sudo.prepaid_returned_amount)
        moves = self.env["account.move"]
        if not tx_sudo.payment_id or change <= 0:
            return moves
        tx_sudo.prepaid_returned_amount = total
        text = self.env._(
            "%(reference)s was taken back: %(reason)s",
            reference=tx_sudo.reference,
            reason=reason or self.env._("no reason was given."),
        )
        moves = tx_sudo.payment_id._return_to_payer(change, text)
        tx_sudo._tell_returned(text)
        return moves

    def _prepaid_return_undone(self):
        """Let a payment that was taken back stand again (a dispute won), and tell.

        Safe to repeat. Where the client paid otherwise meanwhile, it is their credit.
        """
        self.ensure_one()
        tx_sudo = self.sudo().with_company(self.company_id)
        if not tx_sudo.prepaid_returned_amount:
            return
        tx_sudo.prepaid_returned_amount = 0
        invoices = tx_sudo._get_pack_invoices()
        tx_sudo.payment_id._stand_again(invoices)
        for refund in tx_sudo._get_refunds():
            refund._match_refund(invoices)
        tx_sudo._get_prepaid_refills()._close_paid()
        for document in (*invoices, *invoices._get_granted_contracts()):
            document.message_post(
                body=self.env._(
                    "%(reference)s is paid after all.", reference=tx_sudo.reference
                )
            )

    # === WHAT IT CONCERNS === #

    def _get_root(self):
        """Return the payment itself: captures and refunds are parts of it."""
        self.ensure_one()
        root = self
        while root.source_transaction_id:
            root = root.source_transaction_id
        return root

    def _get_pack_invoices(self):
        """Return the posted invoices of packs that the payment pays."""
        return self._get_paid_invoices().filtered(lambda move: move._get_pack_lines())

    def _get_paid_invoices(self):
        """Return the posted invoices that the payment pays."""
        root = self._get_root()
        moves = root.invoice_ids | root.sale_order_ids.invoice_ids
        return moves.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_receipt")
            )
        )

    def _get_prepaid_refills(self):
        """Return the refills that the payment pays."""
        return self.prepaid_refill_id | self._get_pack_invoices()._get_prepaid_refills()

    # === WHO IS TOLD === #

    def _tell_returned(self, reason):
        """Tell client and account manager that invoices are open, and how to pay."""
        invoices = self._get_pack_invoices()
        if self.operation == "refund":
            for invoice in invoices:
                invoice.message_post(body=reason)
            return
        refills = self._get_prepaid_refills()
        for refill in refills.filtered(lambda refill: refill.state != "cancelled"):
            refill._close("failed", reason)
        # The same mail says what becomes of the credit.
        invoices.invoice_line_ids.prepaid_grant_ids._forget_taken()
        for invoice in invoices:
            invoice._portal_ensure_token()
            invoice.message_post(body=reason)
            invoice.message_post_with_source(
                "sale_timesheet_prepaid.prepaid_payment_mail_template_returned",
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
            )
        for contract in invoices._get_granted_contracts() | refills.contract_id:
            contract.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=contract._get_keeper().id,
                summary=self.env._("A payment was refused or taken back"),
                note=reason,
            )
        for contract in refills.contract_id:
            contract._stop_failing_refills()
