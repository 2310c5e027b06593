from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_fuzz import FuzzCommon
from odoo.addons.sale_timesheet_prepaid.tests.steady import steady

from .common_talk import NOW, TalkCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFuzz(FuzzCommon, TalkCommon):
    """What visitors send to the pages of talks and sessions, whatever it is."""

    MODULE = "odoo.addons.sale_timesheet_prepaid_session."

    def setUp(self):
        super().setUp()
        session = self._held(15)
        self.arguments = {
            "session_id": session.id,
            "slug": self.offer.slug,
            "verb": "cancel",
        }
        self.foreign = {}
        self.sent = {
            "access_token": [session.access_token],
            "agree": ["1"],
            "email": ["vera@example.com"],
            "minutes": ["15", "30"],
            "name": ["Vera"],
            "start": ["2026-03-17T10:00", "2026-03-17T10:15"],
            "tz": ["Europe/Paris"],
            "user_id": [str(self.technician.id)],
        }
        self.visitors = [None, self.technician]

    @steady(1, shrinks=False)
    @given(st.integers(0, 2**32))
    def test_whatever_is_sent_is_answered_as_a_whole(self, number):
        self._send_to_all(number)
