from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import MINUTES_PER_HOUR

from .prepaid_service_request import OPEN


class PrepaidServiceRequest(models.Model):
    """How a request goes on and ends: each way once, with what was set aside for it.

    The request is written before its hold: of two who end it at once one starts again
    and finds that it has ended.
    """

    _inherit = "prepaid.service.request"

    # === ACTION METHODS === #

    def action_start(self):
        """Begin the work: from now on the client cannot withdraw it."""
        self._check_staff()._start()

    def action_deliver(self):
        return self._open_answer("deliver")

    def action_decline(self):
        return self._open_answer("decline")

    def _open_answer(self, kind):
        self._check_staff()._check_state(*OPEN)
        titles = {
            "deliver": self.env._("Deliver “%(request)s”", request=self.name),
            "decline": self.env._("Decline “%(request)s”", request=self.name),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[kind],
            "res_model": "prepaid.service.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id, "default_kind": kind},
        }

    # === VERBS OF STAFF === #

    def _check_staff(self):
        """Return the request in sudo if the user may log work on its ticket."""
        self.ensure_one()
        self.check_access("read")
        self.task_id.check_access("read")
        self.env["prepaid.service.answer"].check_access("create")
        return self.sudo()

    def _start(self):
        if self.state == "working":
            return
        self._check_state("requested")
        self._write_state("working", user_id=self.env.uid)

    def _deliver(self, minutes, text):
        """Draw the fixed cost, whatever was worked, and tell the client.

        ``minutes`` are what was really worked, for the profitability.
        """
        self._check_state(*OPEN)
        if minutes <= 0:
            raise UserError(
                self.env._(
                    "Enter the minutes that “%(request)s” took.",
                    request=self.display_name,
                )
            )
        vals = self._prepare_timesheet_vals(minutes)
        self._write_end("delivered", text, user_id=self.env.uid)
        self.timesheet_id = self.hold_id.with_company(self.company_id)._log(vals)
        self._tell_ended()

    def _prepare_timesheet_vals(self, minutes):
        user = self.env.user.with_company(self.company_id)
        employee = user.employee_id
        if not employee:
            raise UserError(
                self.env._(
                    "%(user)s is no employee of %(company)s, and so cannot log work. "
                    "Ask an administrator to add one.",
                    user=user.name,
                    company=self.company_id.name,
                )
            )
        return {
            "name": self.name,
            "task_id": self.task_id.id,
            "project_id": self.task_id.project_id.id,
            "employee_id": employee.id,
            "unit_amount": minutes / MINUTES_PER_HOUR,
            "date": self.company_id._get_prepaid_today(),
            "usage_type_id": self.usage_type_id.id,
            "prepaid_charge": "billable",
            "prepaid_request_id": self.id,
        }

    def _decline(self, reason):
        """Give back what was set aside, and tell the client why."""
        self._check_state(*OPEN)
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Write why “%(request)s” is declined: the client reads it.",
                    request=self.display_name,
                )
            )
        self._write_end("declined", reason, user_id=self.env.uid)
        self.hold_id._release()
        self._tell_ended()

    # === VERBS OF THE CLIENT AND THE CLOCK === #

    def _withdraw(self):
        """Give back what was set aside: the client's wish, before the work began."""
        if self.state == "withdrawn":
            return
        self._check_state("requested")
        self._write_end("withdrawn")
        self.hold_id._release()
        self._tell_ended()

    def _follow_hold(self):
        """End requests whose credit is not set aside any more."""
        for request in self.filtered(lambda request: request.state in OPEN):
            is_over = request.hold_id.state == "expired"
            request._write_end("expired" if is_over else "declined")
            request._tell_ended()

    # === HELPERS === #

    def _write_end(self, state, reason=False, **facts):
        self._write_state(state, reason=reason, ended_at=fields.Datetime.now(), **facts)
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _write_state(self, state, **facts):
        self.write({"state": state, **facts})
        self.flush_recordset()

    def _check_state(self, *states):
        """Refuse what does not fit the state, and name it."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for request in self:
            if request.state not in states:
                raise UserError(
                    self.env._(
                        "“%(request)s” is “%(state)s” already. Look at it again.",
                        request=request.display_name,
                        state=labels[request.state],
                    )
                )
