from odoo import models


class SaleOrder(models.Model):
    """Orders that were charged: when they are due, and how to revoke the permission."""

    _inherit = "sale.order"

    def _send_order_notification_mail(self, mail_template, **kwargs):
        """Override of `sale`: orders that were charged are printed after the booking.

        A charge waits for nothing, and no printer that fails takes it back.
        """
        may_wait = kwargs.get("allow_deferred_sending", True)
        is_charged = bool(self.sudo().transaction_ids.prepaid_refill_id)
        if not (may_wait and is_charged):
            return super()._send_order_notification_mail(mail_template, **kwargs)
        self.pending_email_template_id = mail_template
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_charge_mail_cron")
        return cron.sudo()._trigger()

    def _prepare_invoice(self):
        """Override of `sale`: what was charged is due on that day, whatever the terms.

        E-invoices that say to be paid must be due on the day of the payment.
        """
        vals = super()._prepare_invoice()
        charges_sudo = self.sudo().transaction_ids.filtered("prepaid_refill_id")
        if "done" in charges_sudo.mapped("state"):
            vals["invoice_payment_term_id"] = False
        return vals

    def _notify_by_email_prepare_rendering_context(self, message, **kwargs):
        values = super()._notify_by_email_prepare_rendering_context(message, **kwargs)
        is_told = self.env.context.get("prepaid_outcome")
        consent_sudo = is_told and self._get_charging_consent()
        if consent_sudo:
            values["prepaid_revoke_url"] = consent_sudo._get_revoke_url()
            values["prepaid_method"] = consent_sudo.method
        return values

    def _get_charging_consent(self):
        """Return the permission by which the order was charged, in sudo, or none."""
        charges_sudo = self.sudo().transaction_ids.filtered("prepaid_refill_id")
        contract_sudo = charges_sudo.prepaid_refill_id.contract_id
        return contract_sudo.consent_ids.filtered(
            lambda consent: (
                consent.token_id in charges_sudo.token_id and not consent.date_revoked
            )
        )[:1]
