from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...metering import MINUTES_PER_HOUR
from ..contract.race import start_again_if_second
from ..ledger.prepaid_entry import CHARGES

EPOCH = datetime(1970, 1, 1)
OPEN_STATES = ("running", "paused")


class PrepaidMeter(models.Model):
    """One measurement of one person's work: what the clock said, kept as it was.

    Time is the server's, in whole seconds. Only the verbs below write a meter.
    """

    _name = "prepaid.meter"
    _description = "Prepaid Meter"
    _inherit = ["prepaid.guarded", "prepaid.of.ticket"]
    _order = "id desc"
    _rec_name = "project_id"

    _prepaid_user_fields = frozenset()
    _prepaid_personal_fields = {"user_id": "person", "name": "text"}

    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    project_id = fields.Many2one("project.project", required=True, ondelete="cascade")
    task_id = fields.Many2one("project.task", index="btree_not_null")
    state = fields.Selection(
        [
            ("running", "Running"),
            ("paused", "Paused"),
            ("stopped", "Logged"),
            ("discarded", "Discarded"),
        ],
        required=True,
        default="running",
        readonly=True,
    )
    spans = fields.Json(
        readonly=True,
        help="Start and stop of each stretch of work, in seconds since 1970.",
    )
    started_at = fields.Datetime(compute="_compute_started_at", store=True)
    seconds = fields.Integer(compute="_compute_seconds")
    is_forgotten = fields.Boolean(readonly=True)

    # What the line will say
    name = fields.Char("Note")
    usage_type_id = fields.Many2one("prepaid.usage.type", ondelete="restrict")
    charge = fields.Selection(CHARGES)
    timesheet_id = fields.Many2one(
        "account.analytic.line", index="btree_not_null", readonly=True
    )

    _open_unique = models.UniqueIndex(
        "(user_id) WHERE state = 'running'",
        "A person works on one thing at a time. Pause the other meter first.",
    )

    # === COMPUTE METHODS === #

    @api.depends("spans")
    def _compute_started_at(self):
        for meter in self:
            spans = meter.spans or []
            meter.started_at = bool(spans) and _to_datetime(spans[0][0])

    @api.depends("spans")
    def _compute_seconds(self):
        for meter in self:
            meter.seconds = meter._get_seconds()

    # === VERBS, CALLED BY THE SCREENS === #

    @api.model
    def start(self, project_id, task_id=False, model="project.task"):
        """Start the user's meter on a ticket, or a project, and return the news.

        ``task_id`` is the id of a ticket of ``model``, a task or another kind. One that
        waits there goes on: starting twice is starting once. One that runs elsewhere is
        paused, and returned under ``interrupted``.
        """
        self.check_access("read")
        task = self._browse_ticket(model, task_id)
        project = self.env["project.project"].browse(project_id) or task.project_id
        self._check_startable(project, task)
        meters = self._get_open()
        here = meters.filtered(
            lambda meter: (
                meter._get_ticket() == task and (task or meter.project_id == project)
            )
        )
        if here:
            return here[0].resume()
        interrupted = meters.sudo()._interrupt()
        meter = self._open_meter(project, task)
        return meter._tell() | {"interrupted": interrupted._get_brief()}

    def pause(self):
        """Stop the clock, keep the meter. Pausing twice is pausing once."""
        meter_sudo = self._check_mine()
        meter_sudo._check_open()
        meter_sudo._interrupt()
        return meter_sudo._tell()

    def resume(self):
        """Let the clock run on, pausing the one that runs: see `start`."""
        meter_sudo = self._check_mine()
        meter_sudo._check_open()
        interrupted = meter_sudo.browse()
        if meter_sudo.state == "paused":
            interrupted = meter_sudo._get_open(self.user_id)._interrupt()
            meter_sudo._run_on()
        return meter_sudo._tell() | {"interrupted": interrupted._get_brief()}

    def describe(self, **vals):
        """Keep what the person says of the work while it goes on: see `stop`."""
        meter_sudo = self._check_mine()
        meter_sudo._check_open()
        meter_sudo.write(self._check_vals(vals))
        return meter_sudo._tell()

    def stop(self, minutes=None, beyond=None, **vals):
        """Log what was measured as a timesheet line and return its id.

        ``minutes`` corrects a forgotten meter; ``vals`` are name, usage_type_id and
        charge. Stopping twice returns the same line, with ``is_repeated``. Where the
        line is refused (no credit, for example) nothing is lost: the meter stays,
        paused, and the reason is returned under ``error``; where credit is missing,
        ``short`` tells what ``beyond`` may be.
        """
        meter_sudo = self._check_mine()
        if meter_sudo.state == "stopped":
            return meter_sudo._get_stopped(meter_sudo.timesheet_id, is_repeated=True)
        meter_sudo._check_open()
        self._check_minutes(minutes)
        meter_sudo._interrupt()
        meter_sudo._follow_ticket()
        meter_sudo.write(self._check_vals(vals))
        try:
            with self.env.cr.savepoint():
                line = meter_sudo._create_timesheet(minutes, beyond)
                self.env.flush_all()
        except UserError as error:
            short = getattr(error, "context", {}).get("prepaid_short", False)
            told = {"error": str(error.args[0]), "short": short}
            return told | meter_sudo._tell()
        meter_sudo.write({"state": "stopped", "timesheet_id": line.id})
        meter_sudo._tell()
        return meter_sudo._get_stopped(line)

    def undo(self):
        """Take back the line of a stop; the meter waits again, with its seconds.

        The line goes the ordinary way: what is invoiced or locked stays, with Odoo's
        reason. Undoing twice is undoing once.
        """
        meter_sudo = self._check_mine()
        if meter_sudo.state not in OPEN_STATES:
            self._check_undoable()
            self.timesheet_id.unlink()
            meter_sudo.write({"state": "paused", "timesheet_id": False})
        return meter_sudo._tell()

    def discard(self):
        """Drop the measurement; its record stays. Discarding twice is harmless."""
        meter_sudo = self._check_mine()
        if meter_sudo.state != "discarded":
            meter_sudo._check_open()
            meter_sudo._interrupt()
            meter_sudo.state = "discarded"
        return meter_sudo._tell()

    # === BUSINESS METHODS === #

    @api.model
    def _open_meter(self, project, task):
        """Make a running meter. The loser of a race starts its request again."""
        task.sudo()._note_answer(fields.Datetime.now())
        contract = self._get_contract(project, task)
        vals = {
            "user_id": self.env.uid,
            "company_id": (project.company_id or task._get_prepaid_company()).id,
            **task._prepare_prepaid_place_vals(),
            "project_id": project.id,
            "usage_type_id": project._get_usage_type(task, contract).id,
            "spans": [[_get_now(), None]],
        }
        reason = self.env._("Another device starts a meter now.")
        with start_again_if_second(self.env, reason):
            return self.with_user(self.env.user).sudo().create(vals)

    @api.model
    def _get_contract(self, project, task):
        """Return the contract (sudo) that work on the ticket or project draws from."""
        if task:
            return task.sudo().prepaid_covering_id
        company = project.sudo().company_id or task._get_prepaid_company()
        return project._find_prepaid_contract(
            task, company, company._get_prepaid_today()
        )

    def _get_seconds(self):
        """Return what the clock says now; the field keeps what it said when read."""
        now = _get_now()
        return sum(
            max((now if stop is None else stop) - start, 0)
            for start, stop in self.spans or []
        )

    def _get_spans(self):
        """Return the (start, stop) of each stretch of work, naive UTC."""
        return [
            (_to_datetime(start), _to_datetime(_get_now() if stop is None else stop))
            for start, stop in self.spans or []
        ]

    def _get_work_spans(self, started_at):
        """Return the spans of a line that began then: ours, unless it was moved."""
        if self and self.started_at == started_at:
            return self._get_spans()
        return [(started_at, started_at)] if started_at else []

    def _get_stopped(self, line, is_repeated=False):
        """Return what the screens say of a stopped meter and its line, if it is there.

        The news are of what the user measures since.
        """
        line_sudo = line.sudo().exists()
        minutes = line_sudo._get_worked_minutes() if line_sudo else 0
        return self._get_news() | {
            "timesheet_id": line_sudo.id,
            "explanation": line_sudo._get_told_text(minutes),
            "is_waiting": line_sudo._is_waiting() if line_sudo else False,
            "is_repeated": is_repeated,
        }

    def _create_timesheet(self, minutes=None, beyond=None):
        """Return the line of this meter, made with the rights of who measured.

        In sudo, for only the meter says what it measured; then as the person, who may
        make no other line than by hand.
        """
        lines = self._get_lines().with_context(prepaid_beyond=beyond)
        lines.check_access("create")
        line_sudo = lines.sudo().create(self._prepare_timesheet_vals(minutes))
        line = line_sudo.with_env(lines.env)
        line.check_access("create")
        return line

    def _prepare_timesheet_vals(self, minutes=None):
        """Return the vals of the line; ``minutes`` corrects what was measured.

        The line is the person's whom the meter measured, whoever logs it.
        """
        seconds = self._get_seconds()
        hours = seconds / 3600 if minutes is None else minutes / MINUTES_PER_HOUR
        hour = self.env.ref("uom.product_uom_hour")
        uom = self.company_id.project_time_mode_id
        vals = {
            "name": self.name or self._get_ticket().name or self.env._("Work"),
            **self._get_ticket()._prepare_prepaid_place_vals(),
            "project_id": self.project_id.id,
            "date": self.company_id._get_prepaid_day(self.started_at),
            "unit_amount": hours * hour.factor / uom.factor,
            "usage_type_id": self.usage_type_id.id,
            "meter_started_at": self.started_at,
            "meter_seconds": seconds,
            "prepaid_meter_id": self.id,
        }
        if self.charge:
            vals["prepaid_charge"] = self.charge
        if self.user_id != self.env.user:
            vals["employee_id"] = self._get_employee().id
        return vals


def _get_now():
    """Return the server's time in whole seconds since 1970."""
    return int((fields.Datetime.now() - EPOCH).total_seconds())


def _to_datetime(seconds):
    return EPOCH + timedelta(seconds=seconds)
