from odoo import models
from odoo.fields import Command


class PrepaidRefill(models.Model):
    """Invoices that are charged as they are: work beyond the credit, by the month.

    They go the way of refills, with the same calls, tries and reminders; but nothing is
    ordered, and what is not charged is paid by the link of the invoice.
    """

    _inherit = "prepaid.refill"

    def _attempt(self, is_asked=False, **terms):
        """Override: prepare another charge of the invoice."""
        if not self.move_id:
            return super()._attempt(is_asked=is_asked, **terms)
        if not self._is_to_be_paid():
            self._close("waiting")
            return self._close_paid()
        if blocker := self._get_bill_blocker():
            return self._fall_back(blocker)
        if self._get_client_payments():
            return self._wait_for_client()
        self.env["payment.transaction"].create(self._prepare_charge_vals())
        self.write({"state": "charging", "reason": False, "date_next": False})
        return self._wake_charges()

    def _get_bill_blocker(self):
        """Return why the invoice cannot be charged, for people, or False."""
        return self.move_id._get_billed_contracts()._get_bill_blocker(self.move_id)

    def _is_to_be_paid(self):
        """Tell whether the invoice is posted and not paid."""
        return bool(self._get_unpaid_invoice())

    def _prepare_charge_vals(self):
        vals = super()._prepare_charge_vals()
        move = self.move_id
        if move:
            vals |= {
                "amount": move.amount_residual,
                "currency_id": move.currency_id.id,
                "invoice_ids": [Command.set(move.ids)],
            }
            vals.pop("sale_order_ids")
        return vals

    def _get_charged_name(self):
        return self.move_id.name or super()._get_charged_name()

    def _stop_charge(self, tx):
        """Override: an invoice that was paid, credited or is not to be charged."""
        if not self.move_id or tx.prepaid_sent_at:
            return super()._stop_charge(tx)
        move = self.move_id
        blocker = self._get_bill_blocker()
        payments = self._get_client_payments()
        is_due = self._is_to_be_paid()
        is_other = is_due and (
            move.currency_id.compare_amounts(move.amount_residual, tx.amount) != 0
            or tx.token_id != self.contract_id.payment_token_id
        )
        if not (blocker or payments or is_other or not is_due):
            return False
        self.write({"state": "pending", "date_next": False})
        tx._set_canceled()
        if payments:
            self._wait_for_client()
        elif not is_due:
            self._close("waiting")
            self._close_paid()
        elif blocker:
            self._fall_back(blocker)
        else:
            self._attempt()
        return True

    def _fall_back(self, blocker):
        """Override: the invoice stands, and is paid by its link."""
        if not self.move_id:
            return super()._fall_back(blocker)
        reason = self.env._("Not charged: %(reason)s", reason=blocker)
        self._close("waiting", reason)
        self.move_id.message_post(body=reason)
        return self.move_id._send_prepaid_invoice()

    def _send_payment_link(self, template):
        """Override: the invoice is its own link."""
        if not self.move_id:
            return super()._send_payment_link(template)
        return self.move_id._send_prepaid_invoice()

    def _wake_again(self, at):
        """Override: the cron that charges tries invoices again."""
        return self._wake_charges(at) if self.move_id else super()._wake_again(at)

    def _trust(self, tx):
        """Override: an invoice of work that is done brings no credit to trust."""
        return not self.move_id and super()._trust(tx)

    def _close_paid(self):
        """Send what was charged, once it is paid."""
        bills = self.filtered(lambda refill: refill.move_id and refill.state != "done")
        result = super()._close_paid()
        for refill in bills.filtered(lambda refill: refill.state == "done"):
            if not refill.move_id.is_move_sent:
                refill.move_id._send_prepaid_invoice()
        return result


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _send_invoice(self, move):
        """Override: charge an invoice of work beyond the credit, if that is agreed."""
        if "charge" not in self.mapped("refill_mode"):
            return super()._send_invoice(move)
        if blocker := self._get_bill_blocker(move):
            return move.message_post(
                body=self.env._("Not charged: %(reason)s", reason=blocker)
            )
        move.action_post()
        vals = {"contract_id": self[0].id, "move_id": move.id, "mode": "charge"}
        return self.env["prepaid.refill"].create(vals)._attempt()

    def _get_bill_blocker(self, move):
        """Return why an invoice that bills these contracts cannot be charged, or False.

        Each of them must agree to it, by the same method. Amounts include taxes.
        """
        if move.invoice_line_ids.sale_line_ids:
            return self.env._("It bills more than work beyond the credit.")
        if len(self.payment_token_id) > 1:
            return self.env._("Its contracts are charged to different methods.")
        for contract in self:
            if blocker := contract._get_own_bill_blocker(move):
                return blocker
        return False

    def _get_own_bill_blocker(self, move):
        if blocker := self._get_invoice_blocker(move.currency_id):
            return blocker
        consent = self._get_consent()
        if consent and not consent.covers_overage:
            return self.env._(
                "The client did not agree to be charged for work beyond the credit."
            )
        amount = move.amount_residual or move.amount_total
        return self._get_invoice_gap(amount, move.currency_id)

    def _get_invoice_blocker(self, currency):
        """Return why no invoice in a currency can be charged, for people, or False."""
        if self.refill_mode != "charge":
            return self.env._(
                "%(contract)s is not charged automatically.", contract=self.name
            )
        if blocker := self._get_token_blocker(self.payment_token_id):
            return blocker
        if not currency.active:
            return self.env._(
                "The currency %(currency)s is not active.", currency=currency.name
            )
        return False

    def _get_invoice_gap(self, amount, currency):
        """Return why the consent does not cover an invoice of so much, or False."""
        amount = currency._convert(
            amount, self.currency_id, self.company_id, self._get_today()
        )
        return self._get_consent()._get_gap(amount, self.payment_token_id)

    def _charges_overage(self):
        """Tell whether work beyond the credit is charged where the client agrees."""
        return self.plan_id.overdraft_settlement == "invoice"
