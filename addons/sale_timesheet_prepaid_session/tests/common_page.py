import re
from datetime import timedelta
from html import unescape

from odoo.tests import freeze_time

from odoo.addons.sale_timesheet_prepaid.tests.common_portal import PortalCommon

from .common import START, SessionCommon

DAY = timedelta(days=1)


class PageCommon(SessionCommon, PortalCommon):
    """A visitor with the link of a mail, and who talks, each in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider.is_published = True
        cls.visitor.write({"tz": "Pacific/Auckland", "lang": "en_US"})
        cls.technician.write({"tz": "Europe/Paris", "name": "Marc"})
        cls.start = START + 2 * DAY

    def _secured(self, minutes=15, **over):
        """Return a session that is booked for the day after tomorrow."""
        return self._held(minutes, **({"start": self.start} | over))

    def _running(self, minutes=15, talked=0, **over):
        """Return a session that began at START and goes on since ``talked`` minutes."""
        session = self._held(minutes, start=START, **over)
        with freeze_time(START - timedelta(minutes=talked)):
            session.with_user(self.technician).start()
        return session

    def _url(self, session, path="", **query):
        query.setdefault("access_token", session.access_token)
        text = "&".join(f"{name}={value}" for name, value in query.items())
        return f"/my/session/{session.id}{path}?{text}"

    def _page(self, session, **query):
        """Return the text of the page as the visitor reads it."""
        self.env.flush_all()
        answer = self._get(self._url(session, **query))
        self.assertEqual(answer.status_code, 200)
        return self._read(answer)

    def _read(self, answer):
        body = re.search(r"<main.*</main>", answer.text, flags=re.S)
        return self._plain(body[0] if body else answer.text)

    @staticmethod
    def _plain(html):
        """Return what a person reads, in one line with plain spaces."""
        html = re.sub(r"<(script|style).*?</\1>", " ", str(html), flags=re.S)
        text = re.sub(r"</?(span|strong|t)\b[^>]*>", "", html)
        text = unescape(re.sub(r"<[^>]+>", " ", text))
        return re.sub(r"\s+", " ", text).strip()

    def _state(self, session, **query):
        self.env.flush_all()
        return self._get(self._url(session, "/state", **query)).json()

    def _do(self, session, verb, **data):
        """Post a verb as the visitor, with the token unless another is given."""
        self.env.flush_all()
        data.setdefault("access_token", session.access_token)
        answer = self._post(f"/my/session/{session.id}/{verb}", **data)
        self.env.invalidate_all()
        return answer

    def _mails(self, session):
        """Return the mails to the client of a session, the oldest first."""
        messages = session.message_ids.filtered(
            lambda message: session.partner_id in message.partner_ids
        )
        return messages.sorted("id")
