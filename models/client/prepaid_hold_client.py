from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime, format_time

from ...metering import to_quantity

# A page names so many, beyond that it sums up.
NAMED = 3


class PrepaidContract(models.Model):
    """What clients see of the credit that is set aside. Call it in sudo."""

    _inherit = "prepaid.contract"

    def _get_held_text(self):
        """Return what is set aside now, a line each, or False. It names no work."""
        self.ensure_one()
        if not self.held:
            return False
        holds = self._get_open_holds()
        if len(holds) > NAMED:
            return self.env._(
                "Set aside: %(quantity)s, the first until %(moment)s",
                quantity=self._format_quantity(self.held),
                moment=holds[0]._format_until(self._get_reader_zone()),
            )
        return "\n".join(
            self.env._(
                "Set aside: %(quantity)s until %(moment)s",
                quantity=hold._format_held(),
                moment=hold._format_until(self._get_reader_zone()),
            )
            for hold in holds
        )

    def _get_reader_zone(self):
        """Return the name of the time zone of who reads the client's page."""
        user, partner = self.env.user, self.partner_id
        own = user.tz if user._is_portal() else False
        return own or partner.tz or self.company_id._get_prepaid_zone().key

    def _get_statement_held(self, date_to, as_of, closing):
        """Return what was set aside at an instant, as plain data, soonest end first.

        None of a period that was over by then. ``closing`` are the units after which
        ``available`` counts down.
        """
        if date_to < self.company_id._get_prepaid_day(as_of):
            return []
        ended = Domain("ended_at", "=", False) | Domain("ended_at", ">", as_of)
        holds = self.env["prepaid.hold"].search(
            Domain("contract_id", "=", self.id)
            & Domain("create_date", "<=", as_of)
            & ended,
            order="date_expiry, id",
        )
        lines = []
        for hold in holds:
            closing -= hold._get_units()
            lines.append(
                {
                    "name": hold.name,
                    "quantity": hold.quantity,
                    "until": hold._format_until(self._get_reader_zone(), as_of),
                    "available": to_quantity(closing),
                }
            )
        return lines


class PrepaidHold(models.Model):
    _inherit = "prepaid.hold"

    def _format_until(self, zone, now=None):
        """Return when the hold ends, in a time zone: of the same day the time alone."""
        now = now or fields.Datetime.now()
        local = self.with_context(tz=zone)
        days = [
            fields.Datetime.context_timestamp(local, moment).date()
            for moment in (now, self.date_expiry)
        ]
        if days[0] == days[1]:
            return format_time(self.env, self.date_expiry, zone, "short")
        return format_datetime(self.env, self.date_expiry, zone, "short")
