from datetime import timedelta

import vobject

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import START
from .common_page import DAY, PageCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestSessionTold(PageCommon):
    """Mails in the client's words and hours, the calendar, and another time."""

    def _last(self, session):
        return self._mails(session)[-1:]

    # === MAILS === #

    def test_nobody_is_written_to_before_something_is_secured(self):
        session = self._booked(15)
        other = self._booked(15, start=START + DAY)
        session._expire()
        other._cancel("client")
        self.assertFalse(self._mails(session) | self._mails(other))
        self.assertFalse((session | other).event_id)

    def test_the_booking_tells_when_how_much_and_the_rule(self):
        letter = self._mails(self._secured())
        self.assertEqual(len(letter), 1)
        body = self._plain(letter.body)
        self.assertEqual(letter.subject, "Small questions with Marc is booked")
        for text in (
            "Thursday, March 19, 2026 at 3:00 AM (Auckland time, UTC+13)",
            "$ 17.25",
            "Free until Wednesday, March 18, 2026 at 3:00",
            "After Thursday, March 19, 2026 at 12:00",
            "Every minute after the fifth is charged.",
            "/calendar/join_videocall/",
        ):
            self.assertIn(text, body)
        self.assertEqual(letter.attachment_ids.mimetype, "text/calendar")

    def test_the_client_reads_days_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.visitor.write({"lang": "fr_FR", "tz": "Europe/Paris"})
        letter = self._mails(self._secured())
        self.assertIn("mercredi 18 mars 2026", str(letter.body))

    def test_a_time_zone_that_nobody_knows_is_the_companys(self):
        self.company.partner_id.tz = "Europe/Brussels"
        session = self._secured(tz="Mars/Olympus")
        self.assertEqual(session.state, "secured")
        self.assertIn("(Brussels time, UTC+1)", session._format_start())
        self.assertTrue(self._mails(session))

    def test_what_the_client_gets_holds_the_link(self):
        session = self._secured()
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("mail_message_id", "=", self._mails(session).id)])
        )
        self.assertIn(f"access_token={session.access_token}", str(mail.body_html))

    def test_reminders_go_out_a_day_and_an_hour_before_each_once(self):
        session = self._secured()
        before = len(self._mails(session))
        for hours, sent in ((25, 0), (24, 1), (23, 1), (1, 2), (0.5, 2), (-1, 2)):
            self._run_at("remind", self.start - timedelta(hours=hours))
            self.assertEqual(len(self._mails(session)) - before, sent, hours)
        self.assertFalse(session.reminder_at)

    def test_who_books_at_short_notice_is_reminded_of_what_is_left(self):
        session = self._held(15, start=START + timedelta(hours=3))
        self.assertEqual(session.reminder_at, START + timedelta(hours=2))

    def test_no_reminder_of_what_was_cancelled(self):
        session = self._secured()
        session._cancel("client")
        sent = len(self._mails(session))
        self._run_at("remind", self.start - DAY)
        self.assertEqual(len(self._mails(session)), sent)

    def test_a_cancellation_tells_what_is_charged_and_given_back(self):
        session = self._secured()
        with freeze_time(self.start - timedelta(hours=4)):
            session._cancel("client")
        body = self._plain(self._last(session).body)
        self.assertIn("$ 5.18", body)
        self.assertIn("$ 12.07 of what was held is given back at once.", body)

    def test_the_summary_comes_once_it_is_settled(self):
        session = self._talk(self._held(), 12)
        self.assertNotIn("$ 12.08", self._last(session).subject)
        self._collect()
        self._collect()
        letters = self._mails(session)
        self.assertEqual(len(letters), 2)
        self.assertIn("12.08", letters[-1].subject)
        self.assertIn("12 min, 5 free", str(letters[-1].body))

    def test_a_broken_letter_undoes_nothing_and_a_person_is_told(self):
        template = self.env.ref(
            "sale_timesheet_prepaid_session.prepaid_session_mail_template_booked"
        )
        template.body_html = '<t t-out="object.no_such_field"/>'
        session = self._secured()
        self.assertEqual(session.state, "secured")
        self.assertIn("not told by mail", session.reason)

    def test_a_letter_that_its_owner_deleted_is_not_sent(self):
        self.env.ref(
            "sale_timesheet_prepaid_session.prepaid_session_mail_template_booked"
        ).unlink()
        session = self._secured()
        self.assertEqual(session.state, "secured")
        self.assertFalse(self._mails(session))

    def test_who_talks_is_notified_of_what_the_client_does(self):
        session = self._secured()
        session._cancel("client")
        told = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("message_type", "=", "user_notification"),
                    ("model", "=", "prepaid.session"),
                    ("res_id", "=", session.id),
                ],
                order="id",
            )
        )
        self.assertEqual(told.partner_ids, self.technician.partner_id)
        self.assertIn("Paris time", str(told[0].body))
        self.assertEqual(len(told), 2)

    # === THE CALENDAR === #

    def test_the_meeting_is_in_the_calendar_of_who_talks(self):
        session = self._secured()
        event = session.event_id
        self.assertEqual((event.start, event.stop), (self.start, session.planned_stop))
        self.assertEqual(event.user_id, self.technician)
        self.assertEqual(event.partner_ids, self.technician.partner_id | self.visitor)
        self.assertEqual(event.videocall_source, "discuss")
        self.assertEqual(session._get_meeting_url(), event.videocall_location)

    def test_odoo_sends_no_invitation_of_its_own(self):
        mails = self.env["mail.mail"].sudo()
        session = self._secured()
        session._reschedule(self.start + DAY)
        session._cancel("client")
        sent = mails.search([("model", "=", "calendar.event")])
        self.assertFalse(sent.filtered(lambda mail: mail.res_id == session.event_id.id))

    def test_a_cancelled_talk_leaves_the_calendar(self):
        session = self._secured()
        session._cancel("client")
        self.assertFalse(session.event_id.active)

    def test_who_deletes_the_meeting_keeps_the_session(self):
        session = self._secured()
        session.event_id.unlink()
        session._reschedule(self.start + DAY)
        self.assertEqual(session.event_id.start, self.start + DAY)

    def test_the_page_of_the_talk_may_have_a_place_of_its_own(self):
        self.technician.session_meeting_url = "https://meet.example.com/marc"
        session = self._secured()
        self.assertEqual(session._get_meeting_url(), "https://meet.example.com/marc")
        self.assertEqual(
            session.event_id.videocall_location, "https://meet.example.com/marc"
        )
        self.offer.meeting_url = "https://meet.example.com/room"
        self.assertEqual(session._get_meeting_url(), "https://meet.example.com/room")

    def test_a_place_is_a_link(self):
        for record, name in (
            (self.offer, "meeting_url"),
            (self.technician, "session_meeting_url"),
        ):
            with self.assertRaises(ValidationError):
                record[name] = "javascript:alert(1)"

    # === THE CALENDAR FILE === #

    def _file(self, session):
        answer = self._get(self._url(session, "/talk.ics"))
        self.assertIn("text/calendar", answer.headers["Content-Type"])
        return vobject.readOne(answer.text)

    def test_the_file_has_one_name_and_counts_its_changes(self):
        session = self._secured()
        self.env.flush_all()
        first = self._file(session)
        self.assertEqual(first.method.value, "REQUEST")
        self.assertEqual(
            first.vevent.dtstart.value.replace(tzinfo=None), session.planned_start
        )
        self.assertIn("20260318T140000Z", first.serialize())
        session._reschedule(self.start + DAY)
        self.env.flush_all()
        second = self._file(session)
        session._cancel("client")
        self.env.flush_all()
        third = self._file(session)
        uids = {file.vevent.uid.value for file in (first, second, third)}
        self.assertEqual(len(uids), 1)
        numbers = [int(f.vevent.sequence.value) for f in (first, second, third)]
        self.assertEqual(numbers, [0, 1, 2])
        self.assertEqual(third.method.value, "CANCEL")
        self.assertEqual(third.vevent.status.value, "CANCELLED")
        self.assertNotIn(session.access_token, first.serialize())

    # === ANOTHER TIME === #

    def test_another_time_keeps_what_is_held(self):
        session = self._secured()
        self.assertEqual(len(session.transaction_ids), 1)
        session._reschedule(self.start + DAY)
        self.assertEqual(
            (session.planned_start, session.state, session.secured_amount),
            (self.start + DAY, "secured", 17.25),
        )
        self.assertEqual(session.event_id.start, self.start + DAY)
        self.assertEqual(session.reminder_at, self.start)
        self.assertIn("has a new time", self._last(session).subject)
        # Where it was, somebody else may talk.
        self._booked(15, start=self.start)

    def test_the_same_time_once_more_tells_nothing(self):
        session = self._secured()
        sent = len(self._mails(session))
        session._reschedule(self.start)
        self.assertEqual(len(self._mails(session)), sent)

    def test_a_time_that_is_taken_is_refused_as_a_whole(self):
        self._booked(15, start=self.start + DAY)
        session = self._secured()
        with self.assertRaisesRegex(UserError, "another talk"):
            with self.env.cr.savepoint():
                session._reschedule(self.start + DAY)
        self.assertEqual(session.planned_start, self.start)

    def test_a_card_does_not_keep_the_amount_for_longer_than_a_week(self):
        session = self._secured()
        # A test's cursor stamps what it writes with the clock on the wall.
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = %s WHERE id = %s",
            (START, session.transaction_ids.id),
        )
        session.transaction_ids.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "held until"):
            session._reschedule(START + 7 * DAY)

    def test_credit_is_kept_until_the_new_time_is_over(self):
        self._contract(500, client=self.visitor, plan=self.price_plan, is_default=True)
        session = self._booked(15, start=self.start)
        session._secure()
        session._reschedule(START + 10 * DAY)
        self.assertEqual(
            session.hold_ids.date_expiry, session.planned_stop + timedelta(hours=24)
        )

    def test_an_hour_that_costs_more_than_is_held_is_refused(self):
        session = self._secured()
        terms = dict(session.terms)
        session.terms = terms | {"price_hour": 180}
        with self.assertRaisesRegex(UserError, "costs more than what is held"):
            session._reschedule(self.start + DAY)

    def test_somebody_else_takes_over_with_ticket_and_calendar(self):
        self.offer.user_ids = [Command.link(self.other_technician.id)]
        session = self._secured()
        session._reschedule(self.start + DAY, self.other_technician)
        self.assertEqual(session.task_id.user_ids, self.other_technician)
        self.assertEqual(session.event_id.user_id, self.other_technician)
        self.assertNotIn(self.technician.partner_id, session.event_id.partner_ids)

    def test_a_talk_that_should_have_begun_is_not_moved(self):
        session = self._secured()
        self.offer.cancellation_ids.unlink()
        session.cancellation = []
        with freeze_time(self.start + timedelta(minutes=1)):
            with self.assertRaisesRegex(UserError, "was to begin already"):
                session._reschedule(self.start + DAY)
