from odoo import models
from odoo.tools import format_datetime

# As the badges of the client's page show them.
COLOURS = {
    "requested": "info",
    "delivered": "success",
    "declined": "secondary",
    "withdrawn": "secondary",
    "expired": "warning",
}
ADDON = "sale_timesheet_prepaid_service"


class PrepaidRequest(models.Model):
    """What clients and staff are told of a request, in their language and time."""

    _inherit = "prepaid.request"

    def _tell_booked(self):
        self._send_mail("booked")
        user = self.contract_id.user_id or self.task_id.project_id.user_id
        if user:
            self.task_id.message_subscribe(user.partner_id.ids)
        self.task_id.message_post(
            body=self.env._(
                "%(client)s booked %(service)s: %(quantity)s are set aside.",
                client=self.partner_id.display_name,
                service=self.title,
                quantity=self._format_taken(),
            )
        )

    def _attach(self, contents):
        """Put the client's files, (name, bytes), on the ticket, once."""
        if not contents or self.task_id.attachment_ids:
            return
        self.task_id.message_post(
            body=self.env._("Sent along by the client"),
            attachments=contents,
            author_id=self.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )

    def _tell_ended(self):
        self._send_mail("ended")
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self.task_id.message_post(body=self._get_end_text())

    def _tell_late(self):
        """Ask the account manager about a promise that passed, once."""
        self.is_late_told = True
        user = self.contract_id.user_id or self.task_id.project_id.user_id
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=(user or self.env.user).id,
            summary=self.env._("The promised answer is late"),
        )

    def _get_end_text(self):
        """Return how it ended, in a sentence."""
        quantity = self._format_taken()
        texts = {
            "delivered": self.env._("Delivered: %(quantity)s used.", quantity=quantity),
            "declined": self.env._(
                "Declined: %(quantity)s are free again.", quantity=quantity
            ),
            "withdrawn": self.env._(
                "Withdrawn by the client: %(quantity)s are free again.",
                quantity=quantity,
            ),
            "expired": self.env._(
                "Not answered in time: %(quantity)s are free again.", quantity=quantity
            ),
        }
        return texts.get(self.state, "")

    def _get_client_colour(self):
        return COLOURS[self.state]

    def _get_client_state(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state]

    def _format_taken(self):
        return self.contract_id._format_quantity(self.quantity)

    def _format_deadline(self):
        """Return until when an answer is promised, where the client lives."""
        tz = self.partner_id.tz or self.company_id._get_prepaid_zone().key
        return self.date_deadline and format_datetime(
            self.env, self.date_deadline, tz=tz, dt_format="medium"
        )

    def _send_mail(self, name):
        template = self.env.ref(f"{ADDON}.mail_template_request_{name}", False)
        if template and self.partner_id.email:
            template.send_mail(
                self.id, email_layout_xmlid="mail.mail_notification_light"
            )
