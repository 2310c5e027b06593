from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import START
from .common_page import PageCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestSessionTours(PageCommon):
    """Visitor and consultant, each in a browser, from the booking to the invoice."""

    def test_from_the_booking_to_the_invoice(self):
        """14 minutes after 5 free ones: 9 at 1.50 are 13.50, with tax 15.53."""
        session = self._held(15, start=START)
        self.env.flush_all()
        self.start_tour(
            session.access_url, "prepaid_session_starts", login=self.technician.login
        )
        self.assertEqual((session.state, session.started_at), ("running", START))
        with freeze_time(START + timedelta(minutes=13, seconds=30)):
            self.start_tour(self._url(session), "prepaid_session_stops")
        self.assertEqual((session.state, session.stopped_by), ("done", "client"))
        self._collect()
        self.assertCaptured(session, 15.53)
        self.env.flush_all()
        self.start_tour(self._url(session), "prepaid_session_pays")

    def test_a_late_cancellation_is_told_first(self):
        session = self._secured()
        with freeze_time(self.start - timedelta(hours=4)):
            self.start_tour(self._url(session), "prepaid_session_cancels")
        self.assertEqual(session.due_amount, 4.5)
