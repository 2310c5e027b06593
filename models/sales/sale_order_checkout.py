from odoo import models


class SaleOrder(models.Model):
    """Packs that a client checked out: invoiced at once, whatever else was bought."""

    _inherit = "sale.order"

    def _validate_order(self):
        """Override of `sale`: there is no payment to wait for where nothing is to pay.

        A voucher or a gift card paid for everything: the packs are invoiced at once,
        and the mail of the order waits for the credit, to tell the new balance.
        """
        free = self.filtered(lambda order: order._is_free_of_charge())
        orders = self.with_context(prepaid_mail_later=free.ids)
        result = super(SaleOrder, orders)._validate_order()
        free._invoice_packs()
        free._send_order_confirmation_mail()
        return result

    def _is_free_of_charge(self):
        """Tell whether the order sells packs for a total of zero, not confirmed yet."""
        return (
            self.state != "sale"
            and self.has_prepaid_pack
            and self.currency_id.is_zero(self.amount_total)
        )

    def _invoice_packs(self):
        """Invoice the packs of confirmed orders and post; return the invoices.

        With them goes what its own policy lets be invoiced now. Goods that are invoiced
        on delivery wait for it, and with them what follows them: see
        `sale.order.line._get_billed_part`.
        """
        invoices = self.env["account.move"]
        for order in self:
            if order.state == "sale" and order._has_packs_to_invoice():
                company_order = order.with_company(order.company_id)
                invoices |= company_order._create_invoices(final=True)
        for invoice in invoices:
            # As Odoo does: the client opens the order while the invoice is rendered.
            invoice._portal_ensure_token()
        invoices.action_post()
        return invoices

    def _has_packs_to_invoice(self):
        packs = self.order_line._filter_pack_lines()
        return any(line.qty_to_invoice > 0 for line in packs)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """Override of `sale`: what a payment left over pays the order's next invoice.

        Odoo leaves payments aside that paid all that was invoiced until then.
        """
        posted = super()._post(soft=soft)
        for invoice in posted.filtered(lambda move: move.move_type == "out_invoice"):
            if invoice.payment_state != "paid":
                invoice._match_left_payments()
        return posted

    def _match_left_payments(self):
        """Match this invoice of an order of packs with what is left of its payments."""
        orders_sudo = self.sudo().invoice_line_ids.sale_line_ids.order_id
        if not any(orders_sudo.mapped("has_prepaid_pack")):
            return
        payments_sudo = self.sudo().transaction_ids.payment_id
        left_sudo = payments_sudo.filtered(lambda payment: payment.state == "paid")
        for line_sudo in left_sudo.move_id.line_ids:
            if line_sudo.account_type == "asset_receivable":
                if not line_sudo.reconciled:
                    self.sudo().js_assign_outstanding_line(line_sudo.id)
