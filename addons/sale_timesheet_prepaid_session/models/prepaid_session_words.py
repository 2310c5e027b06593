from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_timezone_location

from odoo import fields, models
from odoo.tools import format_amount, format_date, format_time
from odoo.tools.misc import babel_locale_parse, get_lang

from odoo.addons.sale_timesheet_prepaid.metering import to_quantity, to_units

from .prepaid_session_end import ABSENT_AFTER, SECONDS_PER_HOUR


class PrepaidSession(models.Model):
    """How a session is told to people: when, how much, by which rule."""

    _inherit = "prepaid.session"

    # === WHEN === #

    def _format_start(self, tz=None):
        """Return when the talk is planned, in a time zone, in the reader's language.

        With the difference to UTC: on the night of the change an hour comes twice.
        """
        return self._format_moment(self.planned_start, tz or self._get_tz())

    def _format_moment(self, moment, tz):
        zone = self._get_zone(tz)
        local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        return self.env._(
            "%(day)s at %(time)s (%(place)s time, UTC%(offset)s)",
            day=format_date(self.env, local.date(), date_format="full"),
            time=format_time(self.env, moment, tz=zone.key, time_format="short"),
            place=self._get_place(zone),
            offset=_format_offset(local.utcoffset()),
        )

    def _split_moment(self, moment):
        """Return the client's day and time of a moment, for people."""
        zone = self._get_zone(self._get_tz())
        local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        day = format_date(self.env, local.date(), date_format="full")
        return day, format_time(self.env, moment, tz=zone.key, time_format="short")

    def _get_zone(self, name):
        """Return a time zone by its name; what browsers make up is the company's."""
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            return self.company_id._get_prepaid_zone()

    def _get_place(self, zone):
        if "/" not in zone.key:
            return zone.key
        locale = babel_locale_parse(get_lang(self.env).code)
        return get_timezone_location(zone.key, locale=locale, return_city=True)

    def _get_staff_tz(self):
        return self.user_id.tz or self.company_id._get_prepaid_zone().key

    def _get_hours(self, side):
        """Return [(whose, when)] for a page: one line where the clocks agree."""
        client, staff = self._get_tz(), self._get_staff_tz()
        first, second = (staff, client) if side == "staff" else (client, staff)
        hours = [(False, self._format_start(first))]
        if self._get_offset(first) != self._get_offset(second):
            other = self.partner_id if side == "staff" else self.user_id
            hours.append((other.name, self._format_start(second)))
        return hours

    def _get_offset(self, tz):
        moment = self.planned_start.replace(tzinfo=ZoneInfo("UTC"))
        return moment.astimezone(self._get_zone(tz)).utcoffset()

    # === HOW MUCH === #

    def _format_total(self, total):
        """Return a total for people: of a contract its unit, else money."""
        if self.contract_id:
            return self.contract_id._format_quantity(total)
        return format_amount(self.env, total, self.currency_id)

    def _format_most(self):
        return self._format_total(self._get_limit())

    def _format_due(self):
        return self._format_total(self._get_due_total())

    # === BY WHICH RULE === #

    def _get_cancel_cost(self):
        """Return (percent, total) that a cancellation by the client takes now."""
        percent = self._get_fee_percent("client")
        return percent, self._get_total(self._get_fee(percent)) if percent else 0

    def _get_cancellation_lines(self):
        """Return the accepted rule as sentences: until when free, then how much."""
        lines, tz = [], self._get_tz()
        steps = sorted(self.cancellation or [], reverse=True)
        for hours, percent in steps:
            until = self._format_moment(
                self.planned_start - timedelta(seconds=hours * SECONDS_PER_HOUR), tz
            )
            if not lines:
                text = self.env._("Free until %(until)s.", until=until)
                lines.append(text)
            lines.append(
                self.env._(
                    "After %(until)s it costs %(percent)s %% of the booked length.",
                    until=until,
                    percent=f"{percent:g}",
                )
            )
        if not lines:
            lines.append(self.env._("Free until the talk begins."))
        lines.append(self.env._("If we do not come, everything is given back."))
        return lines

    # === HOW IT ENDED === #

    def _get_outcome(self):
        """Return in one sentence why there was no talk, for both sides."""
        self.ensure_one()
        if self.cancelled_by == "client":
            return self.env._("The talk was cancelled.")
        if self.cancelled_by == "no_show":
            return self.env._("The client did not come.")
        if self.cancelled_by == "staff":
            return self.env._("We cancelled the talk.")
        if self.state == "expired" and self.secured_at:
            return self.env._("Nobody began the talk.")
        return self.env._("It was not secured in time, and the place is free again.")

    def _get_given_back(self):
        """Return what is given back, for people, of a talk that did not take place."""
        if not self.secured_at:
            return self.env._("Nothing was held, and nothing is charged.")
        due = self._get_due_total()
        if self.secured_by in ("token", "link"):
            return (
                self.env._("Nothing more is charged.")
                if due
                else self.env._("Nothing is charged.")
            )
        rest = to_units(self._get_limit()) - to_units(due)
        if rest <= 0:
            return self.env._("All that was held is charged.")
        return self.env._(
            "%(rest)s of what was held is given back at once.",
            rest=self._format_total(to_quantity(rest)),
        )

    def _is_absent(self):
        """Tell whether we are so late that the client takes everything back."""
        late = self.planned_start and self.planned_start + ABSENT_AFTER
        return self.state == "secured" and late <= fields.Datetime.now()


def _format_offset(offset):
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{hours}:{rest:02}" if rest else f"{sign}{hours}"
