from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

UTC = ZoneInfo("UTC")


class ResCompany(models.Model):
    """A day is the company's day, whoever asks and wherever the server stands."""

    _inherit = "res.company"

    def _get_prepaid_zone(self):
        """Return the time zone of the company: its own, else its working hours'.

        Of each of these wide rows it reads one column.
        """
        self.ensure_one()
        company_sudo = self.sudo()
        for owner in (company_sudo.partner_id, company_sudo.resource_calendar_id):
            owner.fetch(["tz"])
            if owner.tz:
                return ZoneInfo(owner.tz)
        return UTC

    def _get_prepaid_day(self, moment):
        """Return the company's day of a moment, which is naive and in UTC."""
        there = moment.replace(tzinfo=UTC).astimezone(self._get_prepaid_zone())
        return there.date()

    def _get_prepaid_day_start(self, day):
        """Return the moment, naive and in UTC, when a day of the company begins."""
        start = datetime.combine(day, datetime.min.time(), self._get_prepaid_zone())
        return start.astimezone(UTC).replace(tzinfo=None)

    def _get_prepaid_today(self):
        """Return today's date where the company is."""
        return self._get_prepaid_day(fields.Datetime.now())

    def _get_prepaid_last_month(self):
        """Return the first and the last day of the month that is over."""
        last = fields.Date.start_of(self._get_prepaid_today(), "month")
        last -= timedelta(days=1)
        return fields.Date.start_of(last, "month"), last

    @api.model
    def _get_prepaid_days(self):
        """Return the companies that have contracts by the day that it is there."""
        days = defaultdict(self.browse)
        for (company,) in self.env["prepaid.contract"]._read_group([], ["company_id"]):
            days[company._get_prepaid_today()] += company
        return days
