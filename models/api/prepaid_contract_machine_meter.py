from odoo import models

from .answers import Logged, Measured
from .errors import ApiError
from .prepaid_contract_machine import to_text
from .verbs import writes


class PrepaidContract(models.Model):
    """How machines start and stop the meter of a person, with that person's rights."""

    _inherit = "prepaid.contract"

    @writes("not_found", "closed")
    def api_start_meter(
        self, user_id: int, task_id: int | None = None, project_id: int | None = None
    ) -> Measured:
        """Start the meter of a person on a ticket, or on a project.

        One that waits there goes on; one that runs elsewhere is paused: a person works
        on one thing at a time. The person must be allowed to log time there.
        """
        self._check_open(self._get_today())
        place = self._read_place(task_id, project_id)
        meters = self._get_meters(self._find_worker(user_id))
        self._check_paid(meters, place)
        told = meters.start(place["project"].id, place["task"].id)
        meter = meters._get_open()[:1].sudo()
        paused = told["interrupted"]
        return self._tell_meter(meter) | {
            "paused_meter_id": paused["id"] if paused else None
        }

    @writes("not_found", "ended", "credit_short")
    def api_stop_meter(
        self,
        meter_id: int,
        minutes: int | None = None,
        description: str | None = None,
        usage_type_id: int | None = None,
    ) -> Logged:
        """Stop a meter and log what it measured; ``minutes`` corrects that.

        Where the credit does not cover it nothing is logged and the meter runs on.
        """
        meter = self._find_open_meter(meter_id)
        if minutes is not None:
            self._check_minutes("minutes", minutes)
        usage_type = self._read_usage_type(usage_type_id)
        vals = {"name": description, "usage_type_id": usage_type.id}
        known = {name: value for name, value in vals.items() if value}
        theirs = self._get_meters(meter.user_id).browse(meter.id)
        told = theirs.stop(minutes, **known)
        if told.get("short"):
            raise self._get_meter_short(meter, minutes)
        if told.get("error"):
            raise ApiError("refused", told["error"])
        return self._tell_logged(meter.timesheet_id)

    def _get_meter_short(self, meter, minutes):
        """Return the error of a meter that measured more than the credit covers."""
        line = self.env["account.analytic.line"]
        draft = line._get_draft(meter._prepare_timesheet_vals(minutes))
        due = draft._get_due_units()
        room = self._get_draw_room(draft._get_work(), draft.date, meter.task_id) or 0
        return self._get_credit_error(due, due - room)

    def _get_meters(self, user):
        """Return the model of meters with the rights of a person."""
        return self.env["prepaid.meter"].with_user(user)

    def _find_worker(self, user_id):
        domain = [("company_ids", "in", self.company_id.ids), ("share", "=", False)]
        return self._find_named("user_id", "res.users", user_id, domain)

    def _check_paid(self, meters, place):
        """Refuse a ticket for whose work another contract pays, or none."""
        task, project = place["task"], place["project"]
        if not project or meters.sudo()._get_contract(project, task) != self:
            raise self._get_wrong(
                "task_id" if task or not project else "project_id",
                self.env._(
                    "Name a ticket, or a project, whose work %(contract)s pays for.",
                    contract=self.name,
                ),
            )

    def _find_open_meter(self, meter_id):
        """Return a meter whose work this contract pays for, or refuse one that ended.

        What another contract pays for is not there.
        """
        domain = [("company_id", "in", self.env.user._get_company_ids())]
        meter = self._find_named("meter_id", "prepaid.meter", meter_id, domain)
        is_open = meter.state in ("running", "paused")
        contract = meter.timesheet_id.prepaid_contract_id
        if is_open or not contract:
            contract = meter._get_contract(meter.project_id, meter.task_id)
        if contract != self:
            raise self._get_missing_error("meter_id", meter_id)
        if not is_open:
            raise ApiError(
                "ended",
                self.env._("The meter was logged or discarded already."),
                meter_id=meter.id,
                state=meter.state,
            )
        return meter

    def _tell_meter(self, meter) -> Measured:
        return {
            "contract_id": self.id,
            "meter_id": meter.id,
            "state": meter.state,
            "user_id": meter.user_id.id,
            "seconds": meter._get_seconds(),
            "started_at": to_text(meter.started_at),
            "paused_meter_id": None,
        }
