from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import clean_context

MEETING_HELP = (
    "Where the talk takes place. Empty: a call in Discuss, made for each talk."
)
# Odoo would write to everybody of the meeting; our mails tell more, and once.
SILENT = {
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "dont_notify": True,
}


class PrepaidSession(models.Model):
    """Where both meet: a meeting in the calendar of who talks, with its link."""

    _inherit = "prepaid.session"

    _prepaid_user_fields = frozenset()

    event_id = fields.Many2one(
        "calendar.event", "Meeting", index="btree_not_null", ondelete="set null"
    )

    # === BUSINESS METHODS === #

    def _get_meeting_url(self):
        """Return the link of the call: the page's own, the person's own, or Discuss."""
        own = self.offer_id.meeting_url or self.user_id.session_meeting_url
        return own or self.event_id.videocall_location

    def _block(self, minutes=None):
        """Override: the meeting is as long as the place."""
        result = super()._block(minutes)
        self.filtered("event_id")._follow_calendar()
        return result

    def _follow_calendar(self):
        """Keep the meeting in the calendar as the session is. Safe to repeat."""
        for session in self:
            event = session._get_silent_events().browse(session.event_id.id)
            if session.state in ("cancelled", "expired") or session.cancelled_by:
                event.active = False
            elif event:
                event.write(session._prepare_event_vals())
            else:
                vals = session._prepare_event_vals()
                vals["videocall_location"] = session._get_meeting_url() or (
                    event.get_discuss_videocall_location()
                )
                session.event_id = event.create(vals)

    def _get_silent_events(self):
        """Return the model of meetings as the one who talks, telling nobody."""
        context = clean_context(self.env.context)
        events = self.env["calendar.event"].with_context(context, **SILENT)
        return events.with_user(self.user_id).sudo()

    def _prepare_event_vals(self):
        partners = self.user_id.partner_id | self.partner_id
        return {
            "name": self._get_title(),
            "start": self.planned_start,
            "stop": self.planned_stop,
            "user_id": self.user_id.id,
            "partner_ids": [fields.Command.set(partners.ids)],
            "description": Markup('<p><a href="%s">%s</a></p>')
            % (f"{self.get_base_url()}{self.access_url}", self.name),
        }


class PrepaidSessionOffer(models.Model):
    _inherit = "prepaid.session.offer"

    _prepaid_user_fields = frozenset({"meeting_url"})

    meeting_url = fields.Char("Meeting Link", help=MEETING_HELP)

    @api.constrains("meeting_url")
    def _check_meeting_url(self):
        for offer in self:
            _check_url(offer, offer.meeting_url)


class ResUsers(models.Model):
    """A person's own place for talks."""

    _name = "res.users"
    _inherit = ["res.users", "prepaid.guarded"]

    _prepaid_user_fields = frozenset({"session_meeting_url"})

    session_meeting_url = fields.Char("Link for Talks", help=MEETING_HELP)

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["session_meeting_url"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["session_meeting_url"]

    @api.constrains("session_meeting_url")
    def _check_session_meeting_url(self):
        for user in self:
            _check_url(user, user.session_meeting_url)


def _check_url(record, url):
    if url and not url.lower().startswith(("https://", "http://")):
        raise ValidationError(
            record.env._(
                "“%(url)s” of %(record)s is no link. Begin it with https://.",
                url=url,
                record=record.display_name,
            )
        )
