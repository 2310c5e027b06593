from datetime import datetime, timedelta, timezone

from babel.dates import get_day_names

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import babel_locale_parse

from ...metering import MINUTES_PER_HOUR, WORKED_MINUTES_MAX
from .quick_log import CHARGES, parse, simplify

DAYS_PER_WEEK = 7


class PrepaidTicket(models.AbstractModel):
    """Log time on a ticket in one line of text."""

    _inherit = "prepaid.ticket"

    def quick_log(self, text, without=(), request_key=None, beyond=None):
        """Log the text and return {"timesheet_id", "explanation", "is_waiting"}.

        ``without`` names what shall stay text, see `parse`; ``beyond`` what becomes of
        work that the credit does not cover, see `create` of the lines. A request that
        is repeated with its key returns the line that it made.
        """
        self.ensure_one()
        lines = self.env["account.analytic.line"]
        lines.check_access("create")
        line = lines._find_quick_logged(request_key)
        if not line:
            entry = self._parse_quick_log(text, without)
            problem = self._get_quick_problem(entry)
            if problem:
                raise UserError(problem)
            vals = self._prepare_quick_vals(entry)
            line = lines.with_context(prepaid_beyond=beyond).create(vals)
            line._note_quick_request(request_key)
        return line._tell_logged()

    # === BUSINESS METHODS === #

    def _parse_quick_log(self, text, without=()):
        return parse(
            text or "",
            self.env["prepaid.usage.type"]._get_phrases(),
            self._get_quick_days(),
            self._get_quick_charges(),
            without or (),
        )

    def _get_quick_problem(self, entry):
        """Return what is missing or wrong, with an example, or False."""
        if entry.minutes is None:
            return self.env._(
                "Begin with the duration, for example: 12m phone reset password"
            )
        if not 0 < entry.minutes <= WORKED_MINUTES_MAX:
            return self.env._(
                "Enter between 1 minute and %(most)s hours.",
                most=WORKED_MINUTES_MAX // MINUTES_PER_HOUR,
            )
        if not entry.name:
            return self.env._("Say what was done, after the duration.")
        return False

    def _prepare_quick_vals(self, entry):
        hour = self.env.ref("uom.product_uom_hour")
        company = self._get_quick_company()
        minutes = min(entry.minutes or 0, WORKED_MINUTES_MAX)
        hours = minutes / MINUTES_PER_HOUR
        vals = {
            "name": entry.name,
            **self._prepare_prepaid_place_vals(),
            "date": entry.day or company._get_prepaid_today(),
            "unit_amount": hours * hour.factor / company.project_time_mode_id.factor,
        }
        if entry.start:
            zone = company._get_prepaid_zone()
            start = datetime.combine(vals["date"], entry.start, zone)
            vals["meter_started_at"] = start.astimezone(timezone.utc).replace(
                tzinfo=None
            )
        if entry.usage_type_id:
            vals["usage_type_id"] = entry.usage_type_id
        if entry.charge:
            vals["prepaid_charge"] = entry.charge
        return vals

    def _get_quick_days(self):
        """Return the words for days of the last week, in the user's language."""
        today = self._get_quick_company()._get_prepaid_today()
        days = {}
        for locale in (babel_locale_parse("en"), babel_locale_parse(self.env.lang)):
            for ago in range(DAYS_PER_WEEK):
                day = today - timedelta(days=ago)
                names = get_day_names("wide", locale=locale)
                days[simplify(names[day.weekday()])] = day
        for word in ("today", self.env._("today")):
            days[simplify(word)] = today
        for word in ("yesterday", self.env._("yesterday")):
            days[simplify(word)] = today - timedelta(days=1)
        return days

    def _get_quick_charges(self):
        """Return the words for how work is charged, in English and as users read."""
        charge = self.env["account.analytic.line"]._fields["prepaid_charge"]
        labels = charge._description_selection(self.env)
        return CHARGES | {simplify(label): key for key, label in labels}

    def _get_quick_company(self):
        """Return the company whose days and unit of time the line has."""
        vals = self._prepare_prepaid_place_vals()
        return self.env["account.analytic.line"]._get_new_company(vals).sudo()
