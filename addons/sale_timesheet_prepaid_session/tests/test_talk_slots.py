from datetime import date, datetime, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common_talk import NOW, TalkCommon


def _at(hour, minute=0, day=17):
    return datetime(2026, 3, day, hour, minute)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTalkSlots(TalkCommon):
    """When somebody is free. In March Paris is one hour before UTC."""

    def _starts(self, minutes=30, day=17, users=None):
        offer = self.offer.sudo()
        first = datetime(2026, 3, day)
        slots = offer._get_slots(minutes, first, first + timedelta(days=1), users)
        return [start for start, _users in slots]

    def test_within_working_time(self):
        starts = self._starts(60)
        self.assertEqual((starts[0], starts[-1]), (_at(8), _at(15)))
        self.assertIn(_at(10), starts)
        self.assertNotIn(_at(10, 15), starts)
        self.assertEqual(self._starts(day=21), [])

    def test_notice_and_days_ahead(self):
        """At 10:00 in Paris with two hours of notice, 12:00 is lunch already."""
        self.assertEqual(self._starts(day=16)[0], _at(12, day=16))
        self.offer.days_ahead = 1
        self.assertTrue(self._starts(day=17))
        self.assertFalse(self._starts(day=18))

    def test_less_meetings_that_were_not_declined(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": _at(8),
                "stop": _at(9, 30),
                "partner_ids": [Command.set(self.technician.partner_id.ids)],
            }
        )
        self.assertEqual(self._starts()[0], _at(9, 30))
        event.show_as = "free"
        self.assertEqual(self._starts()[0], _at(8))
        event.show_as = "busy"
        event.attendee_ids.state = "declined"
        self.assertEqual(self._starts()[0], _at(8))

    def test_a_meeting_of_all_day_takes_the_day_there(self):
        self.env["calendar.event"].create(
            {
                "name": "Fair",
                "allday": True,
                "start_date": date(2026, 3, 17),
                "stop_date": date(2026, 3, 17),
                "show_as": "busy",
                "partner_ids": [Command.set(self.technician.partner_id.ids)],
            }
        )
        self.assertEqual(self._starts(), [])
        self.assertEqual(self._starts(day=18)[0], _at(8, day=18))

    def test_less_leave(self):
        self.env["resource.calendar.leaves"].sudo().create(
            {
                "name": "Leave",
                "date_from": _at(7),
                "date_to": _at(12),
                "resource_id": self.employee.resource_id.id,
                "calendar_id": self.calendar.id,
            }
        )
        self.assertEqual(self._starts()[0], _at(12))

    def test_less_talks_with_their_pause(self):
        self.offer.buffer_minutes = 15
        self._booked(30, start=_at(9))
        starts = self._starts()
        self.assertIn(_at(8, 15), starts)
        self.assertNotIn(_at(8, 30), starts)
        self.assertNotIn(_at(9, 30), starts)
        self.assertIn(_at(9, 45), starts)

    def test_a_talk_that_ended_is_in_nobodys_way(self):
        session = self._booked(30, start=_at(9))
        session._cancel("client")
        self.assertIn(_at(9), self._starts())

    def test_a_talk_can_move_over_its_own_time(self):
        session = self._booked(30, start=_at(9))
        offer = self.offer.sudo()
        self.assertFalse(offer._get_free_users(_at(9, 15), 30))
        self.assertEqual(
            offer._get_free_users(_at(9, 15), 30, session), self.technician
        )

    def test_whoever_has_the_fewest_talks_comes_first(self):
        other = new_test_user(
            self.env,
            "talk_other",
            groups="hr_timesheet.group_hr_timesheet_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.offer.user_ids += other
        offer = self.offer.sudo()
        self._booked(30, start=_at(9))
        self.assertEqual(offer._get_free_users(_at(13), 30), other + self.technician)
        self.assertEqual(offer._get_free_users(_at(9), 30), other)

    def test_when_clocks_change_work_begins_at_nine_all_the_same(self):
        """From 29 March on 9:00 in Paris is 7:00 in UTC."""
        self.assertEqual(self._starts(day=27)[0], _at(8, day=27))
        self.assertEqual(self._starts(day=30)[0], _at(7, day=30))

    def test_on_duty_is_called_outside_working_time_too(self):
        offer, duty = self.offer.sudo(), self.env["prepaid.duty"]
        with freeze_time(datetime(2026, 3, 16, 20)):
            self.assertFalse(offer._is_reachable())
            duty.with_user(self.technician).begin()
            duty.with_user(self.technician).begin()
            self.assertEqual(offer._get_callable_users(30), self.technician)
            self._booked(30)
            self.assertFalse(offer._is_reachable())
        with freeze_time(datetime(2026, 3, 17, 0, 30)):
            self.assertFalse(duty.with_user(self.technician).get_mine())
            self.assertFalse(offer._is_reachable())

    def test_nobody_is_on_duty_for_pages_of_others(self):
        stranger = new_test_user(
            self.env, "talk_none", groups="hr_timesheet.group_hr_timesheet_user"
        )
        self.assertIsNone(self.env["prepaid.duty"].with_user(stranger).get_mine())
