from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

# The link of one order is not mailed more often.
PAUSE = timedelta(hours=1)
# Who asked for it on the last evening has so long to open it.
TIME_TO_OPEN = timedelta(days=1)


class SaleOrder(models.Model):
    """Who has no account, and lost the mail of the order, asks for the link again."""

    _inherit = "sale.order"

    prepaid_withdrawal_asked = fields.Datetime(
        "Link to Withdraw Sent", readonly=True, copy=False
    )

    @api.model
    def _mail_withdrawal_link(self, company, reference, email):
        """Mail the buyer of an order the link to withdraw from it.

        Only if both the order's name and the buyer's address are right, and to that
        address. Called in sudo; it tells nobody whether there is such an order.
        """
        address = email_normalize(email or "")
        orders = self.search(
            Domain("name", "=ilike", (reference or "").strip().replace("%", ""))
            & Domain("company_id", "=", company.id)
            & Domain("partner_id.email_normalized", "=", address)
            & Domain("prepaid_withdrawal_until", "!=", False)
        )
        since = fields.Datetime.now() - PAUSE
        for order in orders if address else ():
            asked = order.prepaid_withdrawal_asked
            if order._is_withdrawable() and not (asked and asked > since):
                order.prepaid_withdrawal_asked = fields.Datetime.now()
                order._send_withdrawal_link()

    def _get_moment_sent(self, moment):
        """Override: who asked for the link in time is not late for opening it."""
        asked = self.prepaid_withdrawal_asked
        is_answered = bool(asked) and asked <= moment < asked + TIME_TO_OPEN
        return super()._get_moment_sent(asked if is_answered else moment)

    def _send_withdrawal_link(self):
        template = self.env.ref(
            "sale_timesheet_prepaid.prepaid_withdrawal_mail_template_link"
        )
        template.send_mail(self.id, email_layout_xmlid="mail.mail_notification_light")
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
