from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ...metering import QUANTITY_DIGITS, to_quantity, to_units


class PrepaidRefill(models.Model):
    """Credit that is used on trust, while its payment is with the bank.

    The order is confirmed and its invoice posted at once; until that is paid its packs
    are worth what is trusted, and nothing once the bank refused.
    """

    _inherit = "prepaid.refill"

    trusted_quantity = fields.Float(
        "On Trust",
        digits=QUANTITY_DIGITS,
        readonly=True,
        help="So much of the credit may be used before the bank settled its payment, "
        "in the plan's unit.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Give and take the credit on trust as the charge goes on."""
        result = super().write(vals)
        if "state" in vals:
            self.filtered("trusted_quantity").invoice_ids._sync_prepaid_grants()
        return result

    # === BUSINESS METHODS === #

    def _follow_charge(self):
        result = super()._follow_charge()
        for refill in self.filtered(lambda refill: refill.state == "bank"):
            tx = refill._get_charge()
            if tx.state == "pending" and tx.is_post_processed:
                refill._trust(tx)
        self._close_paid()
        return result

    def _trust(self, tx):
        """Let what the contract trusts be used before the bank settled. Once a refill.

        Where the order cannot be invoiced, the credit comes with the money.
        """
        order, line = self.sale_order_id, self._get_trusted_line()
        units = sum(line._get_pack_units(line._get_ordered_packs()).values())
        trusted = to_quantity(min(self.contract_id._get_trust_units(), units))
        is_open = order.state in ("draft", "sent")
        if self.trusted_quantity or not (trusted and is_open):
            return
        try:
            with self.env.cr.savepoint():
                self.trusted_quantity = trusted
                order.action_confirm()
                tx.invoice_ids |= order._invoice_packs()
        except (UserError, RedirectWarning) as error:
            self.reason = str(error.args[0])

    def _get_trusted_line(self):
        """Return the order line of the refill's packs."""
        lines = self.sale_order_id.order_line._filter_pack_lines()
        return lines.filtered(lambda line: line.product_id == self.product_id)[:1]

    def _get_trusted_packs(self, line):
        """Return the packs of an order line that are usable though nobody paid."""
        if self.state != "bank" or line != self._get_trusted_line():
            return 0
        return self.trusted_quantity / sum(line._get_sold().get_credit().values())

    def _decline(self, tx):
        """Override: what was invoiced already is not charged again by itself."""
        if not self.trusted_quantity:
            return super()._decline(tx)
        return tx._tell_returned(self._get_refusal(tx))

    def _is_trusted(self):
        """Tell whether part of the credit may be used before the money is there."""
        return self.state == "bank" and bool(self.trusted_quantity)

    def _get_trusted_values(self):
        """Return what is on trust, and all that was ordered, for people."""
        line, contract = self._get_trusted_line(), self.contract_id
        units = sum(line._get_pack_units(line._get_ordered_packs()).values())
        return {
            "trusted": contract._format_quantity(self.trusted_quantity),
            "credit": contract._format_quantity(to_quantity(units)),
        }

    def _get_status_text(self):
        """Override: say how much is on trust, and until when it can be returned."""
        text = super()._get_status_text()
        if not self._is_trusted():
            return text
        trusted = self.env._(
            "%(trusted)s given on trust of %(credit)s", **self._get_trusted_values()
        )
        return "; ".join([text, trusted, *self._get_returnable_text()])

    def _get_returnable_text(self):
        """Return until when the bank may take the payment back: one text or none."""
        if until := self._get_charge()._get_prepaid_returnable_until():
            date = self._format_day(until)
            return [self.env._("the debit can be returned until %(date)s", date=date)]
        return []

    # === HOW IT ENDS === #

    def _answer_one(self, grants, is_ours, is_lifted):
        """Override: credit on trust does not end a charge that is with the bank."""
        if is_ours and self.state == "bank" and self._get_charge().state == "pending":
            return None
        return super()._answer_one(grants, is_ours, is_lifted)

    def _close_paid(self):
        """End refills whose credit was there before their payment. Safe to repeat."""
        for refill in self.filtered(lambda refill: refill._waits_for_money()):
            is_settling = refill._get_charge().state in ("pending", "authorized")
            if refill._is_paid() and not is_settling:
                refill._close("done")

    def _waits_for_money(self):
        is_retried = self.state == "pending" and bool(self.move_id)
        return is_retried or self.state in ("bank", "waiting", "failed")

    def _ends_when_paid(self):
        """Tell whether its end is the payment, not the credit that comes of it."""
        return self.state == "failed" or bool(self.move_id)

    def _is_paid(self):
        """Tell whether the refill's credit was granted and its invoices are settled."""
        invoices = self._get_live_invoices()
        return bool(invoices.line_ids.prepaid_grant_ids) and all(
            invoice.state == "posted" and invoice._is_prepaid_settled()
            for invoice in invoices
        )

    def _is_owed(self):
        """Tell whether the refill failed and left an invoice to be paid."""
        return self.state == "failed" and any(
            invoice.state == "posted" and not invoice._is_prepaid_settled()
            for invoice in self._get_live_invoices()
        )


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    @api.depends("refill_ids.state")
    def _compute_charge_blocker(self):
        return super()._compute_charge_blocker()

    def _get_trust_units(self):
        """Return the units that may be used now before they are paid.

        What is trusted already counts, and what is owed because a payment failed.
        """
        self.ensure_one()
        if self.state != "active":
            return 0
        settling = self.refill_ids.filtered(lambda refill: refill.state == "bank")
        [[owed]] = self.env["prepaid.entry"]._read_group(
            [
                ("contract_id", "=", self.id),
                ("kind", "=", "debt"),
                ("reversed_entry_id.grant_id", "!=", False),
            ],
            aggregates=["quantity:sum"],
        )
        taken = sum(settling.mapped("trusted_quantity")) - (owed or 0)
        return max(to_units(self.trust_limit) - to_units(taken), 0)

    def _get_method_blocker(self):
        """Override: who owes a payment that failed is not charged another."""
        return super()._get_method_blocker() or self._get_owed_blocker()

    def _get_owed_blocker(self):
        """Return that a payment which failed is still owed, for people, or False."""
        owed = self.refill_ids.filtered(lambda refill: refill._is_owed())
        if not owed:
            return False
        return self.env._(
            "%(invoices)s is not paid: the bank refused it or took it back.",
            invoices=", ".join(owed._get_live_invoices().mapped("name")),
        )


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _invoice_sale_orders(self):
        """Override of `sale`: what was invoiced on trust is not invoiced again."""
        trusted = self.filtered(lambda tx: tx.sudo().prepaid_refill_id.trusted_quantity)
        return super(PaymentTransaction, self - trusted)._invoice_sale_orders()

    def _invoice_paid_packs(self):
        """Send invoices that were posted on trust once they are paid, as the others."""
        result = super()._invoice_paid_packs()
        if self.sudo().prepaid_refill_id.trusted_quantity:
            self._send_invoice()
        return result
