from odoo import fields, models
from odoo.tools import format_date, format_time


class PrepaidApproval(models.Model):
    """What ticket and technician are told of extra time: asked, agreed, refused.

    Who reads a ticket may read no prices: money is not named there.
    """

    _inherit = "prepaid.approval"

    def _get_told_text(self):
        """Return in the reader's words how the question stands."""
        if self.state == "asked":
            return self._get_asked_text()
        if self.state == "withdrawn":
            return self.env._("The client is not asked any more")
        return self._get_told_answer()

    def _get_asked_text(self):
        """Return how much was asked and when, in the reader's time and language."""
        moment, quantity = self._get_asked_moment(), self._get_time_text()
        if not quantity:
            return self.env._("Asked the client at %(moment)s", moment=moment)
        return self.env._(
            "Asked %(quantity)s at %(moment)s", quantity=quantity, moment=moment
        )

    def _get_asked_moment(self):
        asked_at = self.asked_at or self.create_date.replace(microsecond=0)
        zone = self.env.context.get("tz")
        time = format_time(self.env, asked_at, tz=zone, time_format="short")
        day, today = (
            fields.Datetime.context_timestamp(self, moment).date()
            for moment in (asked_at, fields.Datetime.now())
        )
        return time if day == today else f"{time}, {format_date(self.env, day)}"

    def _get_told_answer(self):
        """Return the client's answer, and what they wrote with it."""
        values = {"name": self.answered_by, "quantity": self._get_time_text()}
        if values["quantity"]:
            texts = (
                self.env._("%(name)s agreed to %(quantity)s", **values),
                self.env._("%(name)s refused %(quantity)s", **values),
            )
        else:
            texts = (
                self.env._("%(name)s agreed to extra time", **values),
                self.env._("%(name)s refused extra time", **values),
            )
        text = texts[self.state == "refused"]
        return f"{text}: “{self.comment}”" if self.comment else text

    def _get_time_text(self):
        """Return what was asked for in words; nothing of money."""
        if self.contract_id.unit != "time":
            return ""
        return self.contract_id._format_quantity(self.quantity)

    def _tell_asker(self, text):
        """Put the answer (sudo) on the ticket, and on every screen of who asked."""
        ticket = self._get_ticket()
        if ticket:
            bot = self.env.ref("base.partner_root")
            ticket.message_post(
                body=text, author_id=bot.id, subtype_xmlid="mail.mt_note"
            )
        news = {
            "text": text,
            "task_id": ticket.id,
            "model": ticket._name,
            "is_approved": self.state == "approved",
        }
        self.user_id._bus_send("prepaid.answer", news)
