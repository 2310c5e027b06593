from odoo import models


class PrepaidRefill(models.Model):
    """Renewals that are charged: their invoice is posted, and charged as it is."""

    _inherit = "prepaid.refill"

    def _run_charge(self):
        """Override: post the invoice; it is charged, or sent where nothing may be."""
        if not self.schedule_id:
            return super()._run_charge()
        order = self.sale_order_id
        if blocker := self.contract_id._get_renewal_blocker(order):
            return self._fall_back(blocker)
        if order.state in ("draft", "sent"):
            order.action_confirm()
        moves = order._create_invoices()
        if len(moves) > 1:
            return moves._post_and_send()
        moves.action_post()
        self.move_id = moves
        return self._attempt()

    def _get_bill_blocker(self):
        """Override: a renewal needs the permission for what renews."""
        if not self.schedule_id:
            return super()._get_bill_blocker()
        return self.contract_id._get_renewal_blocker(self.move_id)

    def _fall_back(self, blocker):
        """Override: nothing may be charged, so the invoice goes out with its link."""
        if not self.schedule_id or self.move_id:
            return super()._fall_back(blocker)
        reason = self.env._("Not charged: %(reason)s", reason=blocker)
        self.write({"mode": "posted_invoice", "reason": reason})
        self.contract_id.message_post(body=reason)
        self._run_posted_invoice()
        return self._close("waiting", reason)

    def _ends_when_paid(self):
        """Override: what is billed in advance ends with its payment."""
        return bool(self.schedule_id) or super()._ends_when_paid()


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _get_pack_invoices(self):
        """Override: options whose payment is taken back are open again, too."""
        invoices = super()._get_pack_invoices()
        return invoices | self._get_paid_invoices().filtered(
            lambda move: move.invoice_line_ids.sale_line_ids.sudo().prepaid_claim_ids
        )
