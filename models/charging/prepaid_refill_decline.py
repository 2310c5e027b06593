from datetime import timedelta

from odoo import fields, models

# So many refills that failed one after the other switch the automatic one off.
FAILURES = 3


class PrepaidRefill(models.Model):
    """What follows a refused charge: another try, the client, or a person."""

    _inherit = "prepaid.refill"

    def _decline(self, tx):
        """Try a refused charge again later, with a new transaction, or give it up."""
        reason = self._get_refusal(tx)
        if tx._needs_prepaid_client():
            return self._ask_to_confirm(reason)
        days = self.company_id._get_prepaid_retry_days()
        tries = len(self.transaction_ids.filtered("prepaid_sent_at"))
        if tries > len(days):
            return self._fail(reason)
        date_next = fields.Datetime.now() + timedelta(days=days[tries - 1])
        self.write({"state": "pending", "reason": reason, "date_next": date_next})
        return self._wake_again(date_next)

    def _wake_again(self, at):
        """Have the refill tried again at that moment."""
        self._wake_refills(at)

    def _get_refusal(self, tx):
        """Return why a charge was refused, for people."""
        return self.env._(
            "%(method)s was refused: %(reason)s",
            method=tx.token_id.display_name,
            reason=tx.state_message or self.env._("no reason was given."),
        )

    def _ask_to_confirm(self, reason):
        """Leave it to the client, whose bank wants to hear it from them (SCA)."""
        self._close("waiting", reason)
        self._send_payment_link("prepaid_refill_mail_template_confirm")

    def _fail(self, reason):
        """Give up charging: the client may pay by the link, and somebody looks."""
        self._close("failed", reason)
        self._send_payment_link("prepaid_refill_mail_template_failed")
        contract = self.contract_id
        contract.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=contract._get_keeper().id,
            summary=self.env._("The refill could not be charged"),
            note=reason,
        )
        contract._stop_failing_refills()

    def _send_payment_link(self, template):
        """Mail the client the link that pays the refill's order by hand."""
        self.sale_order_id._portal_ensure_token()
        self.sale_order_id.message_post_with_source(
            f"sale_timesheet_prepaid.{template}",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _get_order_status(self):
        """Override: an order that the client pays by its link says why."""
        if self.mode == "charge" and self.reason:
            return self.reason
        return super()._get_order_status()


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _stop_failing_refills(self):
        """Switch automatic refills off after failures in a row; tell both sides."""
        latest = self.refill_ids.filtered(lambda refill: refill.state != "cancelled")
        latest = latest.sorted("id")[-FAILURES:]
        if len(latest) < FAILURES or set(latest.mapped("state")) != {"failed"}:
            return
        self.refill_trigger = "none"
        self.message_post_with_source(
            "sale_timesheet_prepaid.prepaid_contract_mail_template_refill_off",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )
