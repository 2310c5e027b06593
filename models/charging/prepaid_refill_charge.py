from datetime import timedelta

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import format_amount

from .payment_transaction import UNDER_WAY

# A client who opened the payment page is waited for so long.
PATIENCE = timedelta(hours=1)


class PrepaidRefill(models.Model):
    """How a refill comes to be charged: the order, its transaction, and what stops it.

    pending → charging → bank → done, or failed; back to pending for another try. The
    calls to the provider are in prepaid_refill_call.py.
    """

    _inherit = "prepaid.refill"

    transaction_ids = fields.One2many(
        "payment.transaction", "prepaid_refill_id", "Charges"
    )
    date_client_paying = fields.Datetime(readonly=True)

    # === BUSINESS METHODS === #

    def _run_charge(self):
        """Prepare the charge of the saved payment method; the cron makes the call."""
        order = self.sale_order_id or self._create_order()
        if order.state not in ("draft", "sent"):
            return None
        if blocker := self.contract_id._get_charge_blocker(order, self.product_id):
            return self._fall_back(blocker)
        if self._get_client_payments():
            return self._wait_for_client()
        # The client can pay it by its link wherever the charge does not come about.
        order.write(
            {
                "state": "sent",
                "require_payment": True,
                "require_signature": False,
                "prepayment_percent": 1,
            }
        )
        self.env["payment.transaction"].create(self._prepare_charge_vals())
        self.write({"state": "charging", "reason": False, "date_next": False})
        return self._wake_charges()

    def _prepare_charge_vals(self):
        order, token = self.sale_order_id, self.contract_id.payment_token_id
        reference = self.env["payment.transaction"]._compute_reference(
            token.provider_code, prefix=self._get_charged_name()
        )
        return {
            "provider_id": token.provider_id.id,
            "payment_method_id": token.payment_method_id.id,
            "token_id": token.id,
            "partner_id": token.partner_id.id,
            "operation": "offline",
            "reference": reference,
            "amount": order.amount_total,
            "currency_id": order.currency_id.id,
            "sale_order_ids": [Command.set(order.ids)],
            "prepaid_refill_id": self.id,
        }

    def _get_charged_name(self):
        """Return the name of the document that is charged."""
        return self.sale_order_id.name

    def _get_charge(self):
        """Return the refill's latest attempt to charge, none if there is none."""
        return self.transaction_ids.sorted("id")[-1:]

    def _get_client_payments(self):
        """Return the payments of the order that the client has under way."""
        since = fields.Datetime.now() - PATIENCE
        txs = self.sale_order_id.transaction_ids | self.invoice_ids.transaction_ids
        return (txs - self.transaction_ids).filtered(
            lambda tx: (
                tx.state in UNDER_WAY
                and (tx.state != "draft" or tx.create_date >= since)
                and tx.operation != "refund"
            )
        )

    def _wait_for_client(self):
        """Leave the order to the client who is paying it; look again in an hour."""
        date_next = fields.Datetime.now() + PATIENCE
        reason = self.env._("The client is paying it.")
        self.write({"state": "pending", "reason": reason, "date_next": date_next})
        self._wake_again(date_next)

    def _fall_back(self, blocker):
        """Draft an invoice where nothing may be charged, and say why."""
        self.write(
            {
                "mode": "draft_invoice",
                "reason": self.env._("Not charged: %(reason)s", reason=blocker),
            }
        )
        self.contract_id.message_post(body=self.reason)
        self._run_draft_invoice()
        self._close("waiting", self.reason)

    def _order_agreed(self):
        """Let a refill that waits for its next try order the pack agreed to since."""
        pack = self.contract_id.refill_product_id
        is_other = self.state == "pending" and self.product_id != pack
        if is_other and not self.is_asked and self._is_untouched():
            self._withdraw()
            self.sale_order_id = False

    # === WHAT IT WAITS FOR === #

    def _is_untouched(self):
        """Override: an order that is being charged is not ours to cancel."""
        return self.state not in ("charging", "bank") and super()._is_untouched()

    def _get_status_text(self):
        tx = self._get_charge()
        if self.state not in ("charging", "bank", "pending") or not tx:
            return super()._get_status_text()
        if self.state == "pending":
            return self._get_retry_status()
        values = {
            "method": tx.token_id.display_name,
            "amount": format_amount(self.env, tx.amount, tx.currency_id),
        }
        if tx.state == "authorized":
            return self.env._("Authorized, to capture: %(amount)s", **values)
        if self.state == "bank":
            return self.env._("%(method)s: %(amount)s, with the bank", **values)
        return self.env._("Charging %(method)s: %(amount)s", **values)

    def _get_retry_status(self):
        if not self.date_next:
            return self.reason
        return self.env._(
            "%(reason)s. Next try on %(date)s.",
            reason=(self.reason or "").rstrip(". "),
            date=self._format_day(self.company_id._get_prepaid_day(self.date_next)),
        )
