from odoo import models


class AccountMove(models.Model):
    """Invoices that post and go out by themselves."""

    _inherit = "account.move"

    def _post_and_send(self):
        """Post these drafts; Odoo's cron sends them, as it may take its time."""
        if not self:
            return
        self.action_post()
        author = self.env.user
        self.sending_data = {
            "author_user_id": author.id,
            "author_partner_id": author.partner_id.id,
        }
        self.env.ref("account.ir_cron_account_move_send").sudo()._trigger()
