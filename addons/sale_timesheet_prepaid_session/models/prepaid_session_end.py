from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import (
    round_half_up,
    to_quantity,
    to_units,
)
from odoo.addons.sale_timesheet_prepaid.models.metering.terms import Terms

SECONDS_PER_HOUR = 3600
# So long after the planned start the one who waits may give up.
ABSENT_AFTER = timedelta(minutes=10)


class PrepaidSession(models.Model):
    """How a session ends that nobody talked in: each way once, told to both sides."""

    _inherit = "prepaid.session"

    # === VERBS OF STAFF === #

    def cancel(self):
        """Cancel for us: everything that is held is given back at once."""
        self._check_staff()._cancel("staff")

    def no_show(self):
        """End a talk that the client did not come to: the graded rule's last step."""
        session = self._check_staff()
        since = fields.Datetime.now() - ABSENT_AFTER
        if session.state == "secured" and session.planned_start > since:
            raise UserError(
                self.env._(
                    "%(session)s has not begun, or the client is only a little late. "
                    "Wait for %(minutes)s minutes, or cancel it.",
                    session=session.name,
                    minutes=ABSENT_AFTER.seconds // 60,
                )
            )
        session._cancel("no_show")

    # === ENDING === #

    def _cancel(self, by):
        """End a session before it was talked in. Safe to repeat.

        ``by`` is staff, client or no_show. What the accepted rule asks for is charged
        as the talk would have been; the rest is given back.
        """
        self.ensure_one()
        if self.state == "cancelled" or self.cancelled_by:
            return
        self._check_state("draft", "accepted", "secured")
        percent = self._get_fee_percent(by)
        was_secured = self.state == "secured"
        self.write({"cancelled_by": by, "fee_percent": percent, "date_expiry": False})
        fee = self._get_fee(percent) if was_secured else 0
        if to_units(fee):
            self.write({"due_amount": fee, "state": "done", "stopped_by": False})
            if self.contract_id:
                self._draw_held(fee)
                self._settled()
        else:
            self.write({"state": "cancelled"})
            self._give_back()
        self._tell_cancelled()
        self._wake("collect")

    def _get_fee_percent(self, by, at=None):
        """Return what the accepted rule asks for a cancellation at a moment.

        Who calls at once and is not answered owes nothing.
        """
        is_free = self.state != "secured" or not self.planned_start or self.is_call
        if by == "staff" or is_free:
            return 0
        at = at or fields.Datetime.now()
        hours = (self.planned_start - at).total_seconds() / SECONDS_PER_HOUR
        hours = 0 if by == "no_show" else max(hours, 0)
        reached = [p for before, p in self.cancellation or [] if hours < before]
        if by == "no_show":
            reached += [100]
        return max(reached, default=0)

    def _get_fee(self, percent):
        """Return the part of what the booked length costs, rounded once."""
        due = to_units(self._measure(self._get_length())["due"])
        smallest = Terms.unpack(self.terms).smallest
        part = round_half_up(due * percent / 100, to_units(smallest))
        return to_quantity(int(part))

    def _draw_held(self, quantity):
        """Draw so much from what is set aside, the first holds first."""
        rest = to_units(quantity)
        for hold in self.hold_ids.sorted("id"):
            if hold.state != "held":
                continue
            part = min(rest, to_units(hold.quantity))
            rest -= part
            if part:
                hold._post(to_quantity(part))
            else:
                hold._release()

    def _expire(self):
        """Free the place of a session that was not secured, or not begun, in time."""
        if self.state not in ("draft", "accepted", "secured"):
            return
        was_secured = self.state == "secured"
        self.write({"state": "expired", "date_expiry": False})
        self._give_back()
        if was_secured:
            self._tell_cancelled()
        self._wake("collect")

    def _give_back(self):
        """Give back the contract's credit now; cards follow by the cron."""
        held = self.hold_ids.filtered(lambda hold: hold.state == "held")
        held._release()

    def _tell_cancelled(self):
        """Tell both sides that there is no talk; a hook for mails and calendars."""
