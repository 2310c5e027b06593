import re
from datetime import datetime

from odoo.fields import Command
from odoo.tests import HttpCase

from .common import SessionCommon

# Monday, 16 March 2026, at 10:00 in Paris.
NOW = datetime(2026, 3, 16, 9, 0)


class TalkCommon(SessionCommon, HttpCase):
    """A published page; the consultant works in Paris from 9 to 12 and 13 to 17."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["payment.provider"].sudo().search([]).write({"state": "disabled"})
        cls.provider.write({"state": "test", "is_published": True})
        cls.website = cls.env["website"].get_current_website()
        cls.website.company_id = cls.company
        public = cls.website.user_id
        public.sudo().write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
            }
        )
        cls.company.partner_id.tz = "Europe/Paris"
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Paris",
                "tz": "Europe/Paris",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Work",
                            "dayofweek": str(day),
                            "hour_from": first,
                            "hour_to": last,
                            "day_period": period,
                        }
                    )
                    for day in range(5)
                    for first, last, period in (
                        (9, 12, "morning"),
                        (13, 17, "afternoon"),
                    )
                ],
            }
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.employee = cls.technician.employee_ids.filtered(
            lambda employee: employee.company_id == cls.company
        )
        cls.employee.resource_calendar_id = cls.calendar
        cls.employee.tz = "Europe/Paris"
        cls.offer.write(
            {
                "slug": "small-questions",
                "is_published": True,
                "notice_hours": 2,
                "days_ahead": 14,
                "step_minutes": 15,
                "introduction": "Ask what you always wanted to ask.",
            }
        )
        cls.url = "/prepaid/talk/small-questions"

    def _as(self, user):
        self.env.flush_all()
        self.authenticate(user and user.login, user and user.login)

    def _get(self, url):
        return self.url_open(url, allow_redirects=False)

    def _form(self, url):
        """Return what the form of a page would send, unchanged."""
        page = self.url_open(url).text
        fields = re.findall(r"<input[^>]*>", page)
        values = {}
        for field in fields:
            name = re.search(r'name="([^"]+)"', field)
            value = re.search(r'value="([^"]*)"', field)
            if name and 'type="hidden"' in field:
                values[name[1]] = value[1] if value else ""
        return values

    def _book_url(self, start="2026-03-17T10:00", minutes=30, **over):
        query = {"minutes": minutes, "start": start, "tz": "Europe/Paris"} | over
        return f"{self.url}/book?" + "&".join(f"{k}={v}" for k, v in query.items())

    def _post_booking(self, url=None, **over):
        form = self._form(url or self._book_url())
        vals = {"name": "Vera", "email": "vera@example.com", "agree": "1"}
        return self.url_open(
            f"{self.url}/book/save", data=form | vals | over, allow_redirects=False
        )

    def _get_booked(self):
        return self.sessions.search([("offer_id", "=", self.offer.id)], order="id desc")
