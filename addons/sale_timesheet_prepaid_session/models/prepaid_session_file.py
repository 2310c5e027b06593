from datetime import timedelta

import vobject

from odoo import fields, models
from odoo.tools import email_normalize

REMINDED_BEFORE = timedelta(minutes=-15)


class PrepaidSession(models.Model):
    """A session in the calendar of its client: an iCalendar file (RFC 5545)."""

    _inherit = "prepaid.session"

    _prepaid_user_fields = frozenset()

    calendar_sequence = fields.Integer(
        help="How often the time was changed: calendars believe the highest."
    )

    def _get_calendar_file(self):
        """Return the meeting for the client's calendar (bytes). It holds no token.

        Its name there stays the same: a new time moves it, an end takes it out.
        """
        self.ensure_one()
        is_over = bool(self.cancelled_by) or self.state in ("cancelled", "expired")
        calendar = vobject.iCalendar()
        calendar.add("prodid").value = "-//Prepaid Hours//Odoo//EN"
        calendar.add("method").value = "CANCEL" if is_over else "REQUEST"
        event = calendar.add("vevent")
        for name, value in self._prepare_file_vals(is_over).items():
            event.add(name).value = value
        self._add_people(event)
        if not is_over:
            alarm = event.add("valarm")
            alarm.add("action").value = "DISPLAY"
            alarm.add("description").value = event.summary.value
            alarm.add("trigger").value = REMINDED_BEFORE
        return calendar.serialize().encode()

    def _prepare_file_vals(self, is_over):
        utc = vobject.icalendar.utc
        url = self._get_meeting_url()
        values = {
            "uid": f"prepaid-session-{self.id}@{self.env.cr.dbname}",
            "dtstamp": fields.Datetime.now().replace(tzinfo=utc),
            "dtstart": self.planned_start.replace(tzinfo=utc),
            "dtend": self.planned_stop.replace(tzinfo=utc),
            "sequence": str(self.calendar_sequence + is_over),
            "status": "CANCELLED" if is_over else "CONFIRMED",
            "summary": self._get_client_title(),
            "description": self._get_file_text(url),
        }
        return values | ({"location": url} if url and not is_over else {})

    def _get_file_text(self, url):
        text = self.env._(
            "%(session)s. To cancel it or to choose another time, use the link in our "
            "mail.",
            session=self.name,
        )
        return f"{text}\n{url}" if url else text

    def _add_people(self, event):
        organizer = self.user_id.email_normalized or email_normalize(
            self.company_id.email or ""
        )
        for name, email, title in (
            ("organizer", organizer, self.user_id.name),
            ("attendee", self.partner_id.email_normalized, self.partner_id.name),
        ):
            if email:
                person = event.add(name)
                person.value = f"mailto:{email}"
                person.params["CN"] = [title.replace('"', "'")]

    def _get_client_title(self):
        """Return what the client calls the talk."""
        return self.env._(
            "%(talk)s with %(person)s",
            talk=self.offer_id.name or self.usage_type_id.name,
            person=self.user_id.name,
        )
