from zoneinfo import ZoneInfo

from odoo import fields, models


class ResCompany(models.Model):
    """A day is the company's day, whoever asks and wherever the server stands."""

    _inherit = "res.company"

    def _get_prepaid_zone(self):
        """Return the time zone of the company: its own, else its working hours'."""
        self.ensure_one()
        company_sudo = self.sudo()
        name = company_sudo.partner_id.tz or company_sudo.resource_calendar_id.tz
        return ZoneInfo(name or "UTC")

    def _get_prepaid_day(self, moment):
        """Return the company's day of a moment, which is naive and in UTC."""
        utc = moment.replace(tzinfo=ZoneInfo("UTC"))
        return utc.astimezone(self._get_prepaid_zone()).date()

    def _get_prepaid_today(self):
        """Return today's date where the company is."""
        return self._get_prepaid_day(fields.Datetime.now())
