from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import to_units

from .prepaid_session_secure import CARD_KEPT, KEPT

# How far ahead another time can be chosen.
MOVED_WITHIN = timedelta(days=14)


class PrepaidSession(models.Model):
    """Another time for a session: what is held stays held."""

    _inherit = "prepaid.session"

    def _reschedule(self, start, user=None):
        """Move a session to a time (naive UTC), with the same person or another one.

        Raise a UserError, which says what to do instead, where cancelling would cost
        something by now, where what is held would lapse or not be enough, or where the
        time is taken. Moving it to where it is changes nothing.
        """
        self.ensure_one()
        self._check_movable()
        user = user or self.user_id
        if (start, user) == (self.planned_start, self.user_id):
            return
        self._check_new_time(start, user)
        self.write({"planned_start": start, "user_id": user.id, "blocked_until": False})
        self._block()
        self._check_still_enough()
        self._keep_hold()
        self.task_id.user_ids = user
        self._wake("watch", self.planned_stop + KEPT)
        self._tell_moved("client")

    def _check_movable(self):
        self._check_state("secured")
        if self._get_fee_percent("client"):
            raise UserError(
                self.env._(
                    "%(session)s can be moved only as long as cancelling it is free. "
                    "Cancel it, or keep the time.",
                    session=self.name,
                )
            )
        if self.planned_start <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%(session)s was to begin already. Cancel it, and book again.",
                    session=self.name,
                )
            )

    def _is_movable(self):
        try:
            self._check_movable()
        except UserError:
            return False
        return True

    def _check_new_time(self, start, user):
        if start <= fields.Datetime.now() or user not in self.offer_id.user_ids:
            raise UserError(
                self.env._("That time is not offered. Choose one of those shown.")
            )
        until = self._get_held_until()
        if until and start + timedelta(minutes=self._get_length()) > until:
            raise UserError(
                self.env._(
                    "The amount on your card is held until %(until)s. Choose an "
                    "earlier time, or cancel (free) and book again.",
                    until=self._format_moment(until, self._get_tz()),
                )
            )

    def _get_held_until(self):
        """Return until when cards hold the amount; nothing where none does."""
        held = self.transaction_ids.filtered(lambda tx: tx._is_prepaid_held())
        return min(held.mapped("create_date"), default=None) and (
            min(held.mapped("create_date")) + CARD_KEPT
        )

    def _check_still_enough(self):
        """What the minutes cost may depend on the hour."""
        if to_units(self._get_most()) > to_units(self._get_limit()):
            raise UserError(
                self.env._(
                    "At that time the talk costs more than what is held. Choose "
                    "another time, or cancel (free) and book again."
                )
            )

    def _keep_hold(self):
        """Keep the contract's credit set aside until the new time is over."""
        held = self.hold_ids.filtered(lambda hold: hold.state == "held")
        held.date_expiry = self.planned_stop + KEPT

    # === WHAT IS FREE === #

    def _get_new_times(self):
        """Return [(start, people)] to which the client may move it, soonest first."""
        now = fields.Datetime.now()
        until = min(self._get_held_until() or now + MOVED_WITHIN, now + MOVED_WITHIN)
        length = self._get_length()
        return [
            (start, users)
            for start, users in self.offer_id._get_slots(length, now, until, None, self)
            if start + timedelta(minutes=length) <= until
            and start != self.planned_start
        ]

    def _get_new_days(self):
        """Return [(day, [(value, time)])] for the page, in the client's time zone."""
        days = {}
        for start, _users in self._get_new_times():
            day, time = self._split_moment(start)
            days.setdefault(day, []).append((fields.Datetime.to_string(start), time))
        return list(days.items())

    def _move_to(self, value):
        """Move the session to one of the times that were shown, or raise."""
        times = dict(self._get_new_times())
        start = next((t for t in times if fields.Datetime.to_string(t) == value), None)
        if not start:
            raise UserError(
                self.env._("That time is not offered. Choose one of those shown.")
            )
        users = times[start]
        self._reschedule(start, self.user_id if self.user_id in users else users[:1])
