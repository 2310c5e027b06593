from odoo import models
from odoo.exceptions import UserError


class PrepaidSession(models.Model):
    """The timesheet line of a session: what it draws, and the work it was."""

    _inherit = "prepaid.session"

    def _log(self):
        """Make the line of a talk that is over, and draw the contract. Safe to repeat.

        A talk that a contract pays is settled by that.
        """
        if not self.timesheet_id and self.worked_minutes:
            self._log_line()
        open_holds = self.hold_ids.filtered(lambda hold: hold.state == "held")
        open_holds._release()
        meter = self.meter_id
        if meter.state in ("running", "paused"):
            meter.write({"state": "stopped", "timesheet_id": self.timesheet_id.id})
            meter._tell()
        if self.contract_id:
            self._settled()

    def _log_line(self):
        """Make the timesheet line. Where that is refused, what is due is taken all the
        same, and a person is told."""
        try:
            with self.env.cr.savepoint():
                line = self._create_timesheet()
                self.env.flush_all()
            self.timesheet_id = line
        except UserError as error:
            if self.contract_id:
                self._draw_held(self.due_amount)
            self._tell_fault(
                self.env._(
                    "The work is not on a timesheet: %(reason)s What is due was taken "
                    "all the same. Log the work as included, once that is mended.",
                    reason=error.args[0],
                )
            )

    def _create_timesheet(self):
        lines = self.env["account.analytic.line"].with_company(self.company_id)
        vals = self._prepare_timesheet_vals()
        held = self.hold_ids.filtered(lambda hold: hold.state == "held")
        if held:
            return held.with_company(self.company_id)._log(vals)
        line = lines.create(vals | {"prepaid_contract_id": False})
        line.prepaid_contract_id = self.contract_id
        return line

    def _prepare_timesheet_vals(self):
        vals = self.meter_id._prepare_timesheet_vals(self.worked_minutes)
        return vals | {
            "name": self.meter_id.name or self._get_title(),
            "employee_id": self.meter_id._get_employee().id,
            "usage_type_id": self.usage_type_id.id,
            "prepaid_charge": self._get_charge(),
            "prepaid_session_id": self.id,
        }

    def _settled(self):
        """Everything that is due was taken, and the rest given back."""
        self.write({"state": "settled", "reason": False, "date_next": False})

    def _tell_fault(self, reason):
        """Keep why a person must look, and ask the one who talked, once a reason."""
        for session in self:
            if session.reason == reason:
                continue
            session.reason = reason
            session.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=session.user_id.id,
                summary=self.env._("This talk needs you"),
                note=reason,
            )
