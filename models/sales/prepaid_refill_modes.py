from odoo import models


class PrepaidRefill(models.Model):
    """What refills do, by their mode."""

    _inherit = "prepaid.refill"

    # One method a mode. Each leaves what the client or the accountant must act upon.

    def _run_activity(self):
        contract = self.contract_id
        contract._ask_to_act(
            "refill",
            contract._get_keeper(),
            self.env._(
                "Refill %(contract)s: %(packs)s × %(pack)s",
                contract=contract.name,
                packs=self.quantity,
                pack=self.product_id.display_name,
            ),
            self.reason or "",
        )

    def _run_quotation(self):
        order = self.sale_order_id or self._create_order()
        order._send_order_notification_mail(order._find_mail_template())
        order.action_quotation_sent()

    def _run_draft_invoice(self):
        order = self.sale_order_id or self._create_order()
        order.action_confirm()
        if self.contract_id.invoice_grouping == "month":
            self.is_grouped = True
            return order.invoice_ids
        return order._create_invoices()

    def _run_posted_invoice(self):
        self._run_draft_invoice()._post_and_send()

    def _create_order(self):
        vals = self.contract_id._prepare_refill_order_vals(
            self.product_id, self.quantity
        )
        self.sale_order_id = self.env["sale.order"].create(vals)
        payer = self.contract_id.partner_invoice_id
        if payer.commercial_partner_id - self.contract_id.partner_id:
            # Who is to pay gets the order's mails as well.
            self.sale_order_id.message_subscribe(payer.ids)
        return self.sale_order_id
