from odoo import fields, models

PAID = ("paid", "in_payment", "reversed")


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "prepaid.guarded"]

    prepaid_session_ids = fields.One2many(
        "prepaid.session", "invoice_id", readonly=True
    )

    def _is_prepaid_paid(self):
        return self.state == "posted" and self.payment_state in PAID

    def _invoice_paid_hook(self):
        """Override of `account`: a session whose invoice is paid is settled."""
        result = super()._invoice_paid_hook()
        for session in self.sudo().prepaid_session_ids:
            if session.state == "failed":
                session._settled()
            elif session.state == "done":
                session.date_next = False
                session._wake("collect")
        return result
