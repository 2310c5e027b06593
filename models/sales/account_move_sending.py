from odoo import models


class AccountMove(models.Model):
    """Invoices that post and go out by themselves."""

    _inherit = "account.move"

    def _post_and_send(self):
        """Post these drafts and send them."""
        if self:
            self.action_post()
            self._send_prepaid_invoice()

    def _send_prepaid_invoice(self):
        """Have Odoo's cron send posted invoices, as it may take its time."""
        author = self.env.user
        self.sending_data = {
            "author_user_id": author.id,
            "author_partner_id": author.partner_id.id,
        }
        self.env.ref("account.ir_cron_account_move_send").sudo()._trigger()
