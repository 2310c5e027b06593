from datetime import timedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import make_calendar

from .common import START
from .common_page import DAY, PageCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestSessionTimes(PageCommon):
    """The client chooses another free time from the link of the mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = make_calendar(cls.env, cls.company, "UTC")
        cls.technician.employee_id.resource_calendar_id = False

    def _times(self, session):
        self.env.flush_all()
        return self._get(self._url(session, "/move"))

    def test_free_times_are_shown_in_the_clients_hours(self):
        session = self._secured()
        text = self._read(self._times(session))
        # 9:00 in UTC is 10 in the evening in Auckland.
        self.assertIn("Tuesday, March 17, 2026", text)
        self.assertIn("10:00 PM 10:15 PM", text)

    def test_the_client_chooses_another_time(self):
        session = self._secured()
        start = START + DAY
        answer = self._do(session, "move/save", start=str(start))
        self.assertIn(session.access_url, answer.headers["Location"])
        self.assertEqual(session.planned_start, start)

    def test_a_time_that_was_not_offered_is_refused(self):
        self._booked(15, start=START + DAY)
        session = self._secured()
        for start in (
            "",
            "soon",
            str(START - DAY),
            # Somebody has it.
            str(START + DAY),
            # At night, and on no quarter of an hour.
            str(START + timedelta(hours=12)),
            str(START + DAY + timedelta(seconds=1)),
        ):
            with self.subTest(start=start):
                answer = self._do(session, "move/save", start=start)
                self.assertIn("That time is not offered", answer.text)
                self.assertEqual(session.planned_start, self.start)

    def test_late_there_is_no_other_time_to_choose(self):
        session = self._secured()
        with freeze_time(self.start - timedelta(hours=4)):
            self.assertNotIn("Choose another time", self._page(session))
            self.assertIn(session.access_url, self._times(session).headers["Location"])
            self._do(session, "move/save", start=str(self.start + DAY))
        self.assertEqual(session.planned_start, self.start)
