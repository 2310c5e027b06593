from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _post_process(self):
        """Override of `payment`: packs paid online are invoiced and granted at once.

        Odoo invoices online orders only under the setting "Automatic Invoice"; a client
        who paid for hours must not wait for somebody to press a button.
        """
        unconfirmed = self.sale_order_ids.filtered(
            lambda order: order.state != "sale" and order.has_prepaid_pack
        )
        # The mail waits for the credit, so that it can tell the new balance.
        txs = self.with_context(prepaid_mail_later=unconfirmed.ids)
        result = super(PaymentTransaction, txs)._post_process()
        for tx in self.filtered(lambda tx: tx.state == "done"):
            tx._invoice_paid_packs()
        confirmed = unconfirmed.filtered(lambda order: order.state == "sale")
        confirmed._send_order_confirmation_mail()
        return result

    def _invoice_paid_packs(self):
        """Invoice the packs of paid orders that Odoo left uninvoiced, and send it."""
        orders = self.sale_order_ids.filtered(lambda order: order._is_paid())
        if orders._invoice_packs():
            self._send_invoice()
