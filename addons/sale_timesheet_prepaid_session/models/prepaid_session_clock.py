from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.sale_timesheet_prepaid.models.metering.prepaid_meter_check import (
    APPROVER_GROUP,
)

from .prepaid_session_price import SECONDS_PER_MINUTE


class PrepaidSession(models.Model):
    """The clock of a session: the meter of its ticket, stopped at the limit."""

    _inherit = "prepaid.session"

    # === VERBS OF STAFF === #

    def start(self):
        """Start the clock; one that waits goes on. Starting twice is starting once."""
        return self._check_staff()._start()

    def pause(self):
        """Stop the clock for a while. Pausing twice is pausing once."""
        return self._check_staff()._pause()

    def stop(self, minutes=None):
        """End the talk, log and charge it; ``minutes`` can only make it shorter.

        Stopping twice is stopping once.
        """
        return self._check_staff()._stop("staff", minutes)

    def _check_staff(self):
        """Return the session in sudo, once it is sure that the user answers for it."""
        self.ensure_one()
        self.check_access("read")
        self._check_talks(self.sudo().user_id)
        return self.sudo()

    def _check_talks(self, user):
        """Refuse who is neither the person who talks nor approves timesheets."""
        is_approver = self.env.user.has_group(APPROVER_GROUP)
        if user != self.env.user and not is_approver:
            raise AccessError(
                self.env._(
                    "This is a talk with %(user)s: only they, and who approves "
                    "timesheets, may do that.",
                    user=user.sudo().name,
                )
            )

    # === THE CLOCK === #

    def _start(self):
        """Start or resume the meter of the person who talks."""
        self._check_state("secured", "running")
        if self.meter_id.state == "running":
            return
        meters = self.env["prepaid.meter"].with_user(self.user_id)
        meters.with_company(self.company_id).start(False, self.task_id.id)

    def _begin(self, meter):
        """Let a meter that was started on the ticket measure the session."""
        self._check_state("secured")
        self.write(
            {
                "state": "running",
                "meter_id": meter.id,
                "started_at": meter.started_at,
            }
        )
        self._follow_clock()

    def _pause(self):
        self._check_state("running")
        self.meter_id.with_user(self.user_id).pause()

    def _follow_clock(self):
        """Work out when what is secured is used up. Safe to repeat."""
        for session in self.filtered(lambda s: s.state == "running"):
            meter, stop_at = session.meter_id, False
            if meter.state == "running":
                paid = session._get_paid_minutes(session._get_limit())
                left = paid * SECONDS_PER_MINUTE - meter._get_seconds()
                stop_at = fields.Datetime.now() + timedelta(seconds=left)
            session.stop_at = stop_at
            session._plan_watch()

    def _stop(self, by, minutes=None):
        """End the talk: what it takes is settled from here on. Safe to repeat."""
        self.ensure_one()
        if self.state in ("done", "settled", "failed"):
            return
        self._check_state("running")
        meter = self.meter_id
        meter._interrupt()
        talked = self._get_talked_minutes()
        talked = talked if minutes is None else min(talked, max(minutes, 0))
        meter._cut(talked * SECONDS_PER_MINUTE)
        facts = self._measure(talked, self._get_charge())
        self.write(
            {
                "state": "done",
                "stopped_at": fields.Datetime.now(),
                "stopped_by": by,
                "stop_at": False,
                "worked_minutes": facts["worked"],
                "metered_minutes": facts["metered"],
                "facts": facts,
                "due_amount": facts["due"],
            }
        )
        self._log()
        self._wake("collect")

    def _get_charge(self):
        """Return how the work is charged: as who talked said, else as its kind."""
        return self.meter_id.charge or self.usage_type_id.charge or "billable"
