from datetime import timedelta
from operator import methodcaller

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.sale_timesheet_prepaid.cron import run_each

REMINDED_BEFORE = (timedelta(hours=24), timedelta(hours=1))


class PrepaidSession(models.Model):
    """What is told by mail: to the client in their language, to us in ours.

    Nobody gets a mail for whom nothing was secured. A mail that fails never undoes
    what it tells of: a person is told instead.
    """

    _inherit = "prepaid.session"

    _prepaid_user_fields = frozenset()

    secured_at = fields.Datetime("Booked on")
    reminder_at = fields.Datetime("Reminded at", help="Of the next reminder.")

    _remind_idx = models.Index("(reminder_at) WHERE state = 'secured'")

    # === WHEN IT IS TOLD === #

    def _tell_secured(self):
        """Override: the meeting, its calendar file, and both sides know."""
        result = super()._tell_secured()
        for session in self:
            session.secured_at = fields.Datetime.now()
            session._follow_calendar()
            session._plan_reminder()
            session._mail_client("booked", is_dated=True)
            session._notify_staff(
                lambda s: s.env._("Booked: %(talk)s", talk=s._get_title())
            )
        return result

    def _tell_cancelled(self):
        """Override: only of what was secured is anything told."""
        result = super()._tell_cancelled()
        for session in self.filtered("secured_at"):
            session.reminder_at = False
            session._follow_calendar()
            session._mail_client("cancelled", is_dated=True)
            if session.cancelled_by != "staff":
                session._notify_staff(
                    lambda s: s.env._("No talk: %(talk)s", talk=s._get_title()),
                    lambda s: s._get_outcome(),
                )
        return result

    def _settled(self):
        """Override: the client reads what the talk came to, once."""
        new = self.filtered(lambda session: session.state != "settled")
        result = super()._settled()
        for session in new.filtered(lambda s: s.started_at and not s.cancelled_by):
            session._mail_client("summary")
        return result

    def _tell_moved(self, by):
        """Tell both sides of the new time."""
        self.calendar_sequence += 1
        self._follow_calendar()
        self._plan_reminder()
        self._mail_client("moved", is_dated=True)
        if by != "staff":
            self._notify_staff(
                lambda s: s.env._("New time: %(talk)s", talk=s._get_title())
            )

    # === REMINDERS === #

    @api.model
    def _cron_remind(self):
        """Remind clients a day and an hour before, each once."""
        now = fields.Datetime.now()
        due = Domain("state", "=", "secured") & Domain("reminder_at", "<=", now)
        run_each(
            self.search(due, order="reminder_at, id"),
            methodcaller("_remind"),
            due,
            lambda session, reason: reason and session._tell_fault(reason),
        )

    def _remind(self):
        """Send the reminder that is due, and plan the next. None of what has begun."""
        if self.planned_start > fields.Datetime.now():
            self._mail_client("reminder")
        self._plan_reminder()

    def _plan_reminder(self):
        now = fields.Datetime.now()
        moments = [self.planned_start - before for before in REMINDED_BEFORE]
        coming = [moment for moment in moments if moment > now]
        self.reminder_at = min(coming, default=False)
        if coming:
            self._wake("remind", self.reminder_at)

    # === MAILS === #

    def _mail_client(self, name, is_dated=False):
        """Mail the client by a template, with the calendar file where it is ``dated``.

        A template that its owner has deleted is a mail that nobody wants.
        """
        xmlid = f"sale_timesheet_prepaid_session.prepaid_session_mail_template_{name}"
        template = self.env.ref(xmlid, raise_if_not_found=False)
        if not template:
            return
        try:
            with self.env.cr.savepoint():
                self.with_company(self.company_id).message_post_with_source(
                    template,
                    subtype_xmlid="mail.mt_note",
                    email_layout_xmlid="mail.mail_notification_light",
                    author_id=self.company_id.partner_id.id,
                    attachment_ids=self._make_calendar_file().ids if is_dated else [],
                )
        except UserError as error:
            self._tell_fault(
                self.env._(
                    "The client was not told by mail: %(reason)s",
                    reason=error.args[0],
                )
            )

    def _make_calendar_file(self):
        """Return the calendar file as an attachment, in the client's language."""
        session = self.with_context(lang=self.partner_id.lang)
        return self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.ics",
                "raw": session._get_calendar_file(),
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "text/calendar",
            }
        )

    def _notify_staff(self, get_subject, get_text=None):
        """Notify who talks, in their language; nobody is told what they did."""
        staff = self.user_id
        session = self.with_context(lang=staff.lang)
        when = session._format_start(session._get_staff_tz())
        parts = [when, get_text(session)] if get_text else [when]
        session.message_notify(
            partner_ids=staff.partner_id.ids,
            author_id=self.company_id.partner_id.id,
            subject=get_subject(session),
            body=" ".join(parts),
        )
