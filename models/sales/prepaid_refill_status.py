from odoo import api, models
from odoo.tools import format_amount, format_date


class PrepaidRefill(models.Model):
    """What a refill waits for, and on whom, in words."""

    _inherit = "prepaid.refill"

    @api.depends(
        "state",
        "reason",
        "sale_order_id.state",
        "sale_order_id.validity_date",
        "invoice_ids.state",
        "invoice_ids.payment_state",
        "invoice_ids.invoice_date_due",
        "invoice_ids.is_move_sent",
    )
    @api.depends_context("lang")
    def _compute_status_text(self):
        for refill in self:
            refill.status_text = refill.sudo()._get_status_text()

    def _get_status_text(self):
        if self.state != "waiting":
            states = dict(self._fields["state"]._description_selection(self.env))
            return self.reason or states[self.state]
        invoice = self._get_live_invoices().sorted("id")[-1:]
        if invoice:
            return self._get_invoice_status(invoice)
        if not self.sale_order_id:
            return self._get_activity_status()
        return self._get_order_status()

    def _get_activity_status(self):
        manager = self.contract_id.user_id.name
        if not manager:
            return self.reason or self.env._("Somebody must ask the client")
        return self.env._("%(user)s asks the client", user=manager)

    def _get_order_status(self):
        order = self.sale_order_id
        total = format_amount(self.env, order.amount_total, order.currency_id)
        if order.state == "sale" and self.is_grouped:
            return self.env._("On the invoice of the month, %(total)s", total=total)
        if order.state == "sale":
            return self.env._("Order to invoice, %(total)s", total=total)
        if order.state != "sent":
            return self.env._("Order to confirm, %(total)s", total=total)
        if not order.validity_date:
            return self.env._("Quotation sent, %(total)s", total=total)
        return self.env._(
            "Quotation sent, valid until %(date)s",
            date=self._format_day(order.validity_date),
        )

    def _get_invoice_status(self, invoice):
        total = format_amount(self.env, invoice.amount_total, invoice.currency_id)
        if invoice.state == "draft":
            return self.env._("Invoice to validate, %(total)s", total=total)
        if invoice.payment_state in ("paid", "in_payment"):
            return self.env._("Paid, %(total)s", total=total)
        due = invoice.invoice_date_due
        days = (self.company_id._get_prepaid_today() - due).days if due else 0
        if days == 1:
            return self.env._("Overdue 1 day")
        if days > 1:
            return self.env._("Overdue %(days)s days", days=days)
        date = self._format_day(due or invoice.invoice_date)
        if invoice.is_move_sent:
            return self.env._("Sent, due %(date)s", date=date)
        return self.env._("Invoice to send, due %(date)s", date=date)

    def _format_day(self, day):
        """Return a day for people, with its year where that is not this one."""
        is_now = day.year == self.company_id._get_prepaid_today().year
        return format_date(
            self.env, day, date_format="d MMMM" if is_now else "d MMMM y"
        )
