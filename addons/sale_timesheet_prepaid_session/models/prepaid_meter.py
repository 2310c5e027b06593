from odoo import api, models
from odoo.exceptions import UserError


class PrepaidMeter(models.Model):
    """A meter on the ticket of a secured session measures the session."""

    _inherit = "prepaid.meter"

    @api.model
    def _open_meter(self, project, task):
        """Override: whichever way the meter is started, the session begins."""
        session = self.env["prepaid.session"].sudo()
        if task._name == "project.task":
            session = task.sudo().prepaid_session_ids.filtered(
                lambda s: s.state in ("accepted", "secured")
            )[:1]
        meter = super()._open_meter(project, task)
        if session:
            session._begin(meter)
        return meter

    def stop(self, minutes=None, beyond=None, **vals):
        """Override: the meter of a session ends the session."""
        session = self._get_session()
        if session.state != "running":
            return super().stop(minutes=minutes, beyond=beyond, **vals)
        meter_sudo = self._check_mine()
        self._check_minutes(minutes)
        meter_sudo.write(self._check_vals(vals))
        session._stop("staff", minutes)
        return meter_sudo._get_stopped(session.timesheet_id)

    def discard(self):
        """Override: who drops the measurement of a session ends it for nothing."""
        session = self._get_session()
        if session.state == "running":
            meter_sudo = self._check_mine()
            session._stop("staff", 0)
            return meter_sudo._tell()
        return super().discard()

    def undo(self):
        """Override: what was charged is not measured again."""
        session = self._get_session()
        if session:
            raise UserError(
                self.env._(
                    "%(session)s is over, and what is due for it is taken. Correct "
                    "its timesheet line or its invoice instead.",
                    session=session.name,
                )
            )
        return super().undo()

    def move(self, task_id, model="project.task"):
        """Override: a session stays on its ticket."""
        session = self._get_session()
        if session:
            raise UserError(
                self.env._(
                    "This meter measures %(session)s: it stays on its ticket.",
                    session=session.name,
                )
            )
        return super().move(task_id, model)

    def _interrupt(self):
        """Override: a session that pauses uses up nothing."""
        running = super()._interrupt()
        running._get_session()._follow_clock()
        return running

    def _run_on(self):
        """Override: a session that goes on ends at another moment."""
        result = super()._run_on()
        self._get_session()._follow_clock()
        return result

    def _get_session(self):
        """Return the sessions (sudo) that these meters measure."""
        sessions = self.env["prepaid.session"].sudo()
        return sessions.search([("meter_id", "in", self.ids)])

    def _cut(self, seconds):
        """Take off what was measured beyond so many seconds, from the end."""
        kept, left = [], seconds
        for start, stop in self.spans or []:
            taken = min(stop - start, left)
            left -= taken
            if taken or not kept:
                kept.append([start, start + taken])
        self.spans = kept
