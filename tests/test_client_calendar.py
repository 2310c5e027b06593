from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ..models.client.calendar_file import Day, fold, write_day
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestCalendarFile(BaseCase):
    def test_texts_are_escaped_and_long_lines_folded(self):
        event = Day(
            "1@x",
            date(2026, 10, 15),
            "Ends; soon, now\nEND:VEVENT",
            "é" * 80,
            "https://example.com/",
            datetime(2026, 3, 16, 9),
            7,
        )
        text = write_day(event).decode()
        self.assertIn("SUMMARY:Ends\\; soon\\, now\\nEND:VEVENT\r\n", text)
        self.assertEqual(text.count("\r\nEND:VEVENT\r\n"), 1)
        self.assertIn("DTSTART;VALUE=DATE:20261015\r\n", text)
        self.assertIn("DTEND;VALUE=DATE:20261016\r\n", text)
        for line in text.split("\r\n"):
            self.assertLessEqual(len(line.encode()), 75)
        self.assertEqual(fold("é" * 80).replace("\r\n ", ""), "é" * 80)


@tagged("post_install", "-at_install")
class TestClientCalendar(PortalCommon):
    """An expiry can be put into the client's calendar, by who sees the page."""

    def setUp(self):
        super().setUp()
        self.grant = self._grant(
            self.contract, 90, name="Pack", date_expiry="2026-10-15"
        )
        self.file = f"{self.url}/expiry/{self.grant.id}.ics"

    def test_the_page_offers_each_expiry_with_credit(self):
        gone = self._grant(self.contract, 30, name="Gone", date_expiry="2026-10-16")
        gone._void(30_000)
        self._as(self.ann)
        page = self._get(self.url).text
        self.assertIn(f'href="{self.file}"', page)
        self.assertNotIn(f"expiry/{gone.id}.ics", page)

    def test_the_file_says_what_ends_when(self):
        self._as(self.ann)
        answer = self._get(self.file)
        self.assertIn("text/calendar", answer.headers["Content-Type"])
        self.assertIn(".ics", answer.headers["Content-Disposition"])
        text = answer.text.replace("\r\n ", "")
        self.assertIn("DTSTART;VALUE=DATE:20261015", text)
        self.assertIn("Last day to use 1 h 30 of support", text)

    def test_the_link_of_a_mail_opens_it_and_is_not_kept_in_it(self):
        token = self.contract.sudo()._portal_ensure_token()
        self._as(None)
        text = self._get(f"{self.file}?access_token={token}").text
        self.assertIn("BEGIN:VCALENDAR", text)
        self.assertNotIn(token, text.replace("\r\n ", ""))

    def test_strangers_get_nothing(self):
        other = self._contract(client=self.bob.partner_id, is_default=False)
        for user in (self.bob, None):
            self._as(user)
            for url in (
                self.file,
                f"/my/prepaid/{other.id}/expiry/{self.grant.id}.ics",
            ):
                self.assertIn("/my", self._get(url).headers["Location"])
        self._as(self.ann)
        endless = self.contract.grant_ids - self.grant
        answer = self._get(f"{self.url}/expiry/{endless.id}.ics")
        self.assertIn("/my", answer.headers["Location"])
