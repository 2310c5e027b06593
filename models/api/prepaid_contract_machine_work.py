from datetime import date, datetime

from odoo import models

from ...metering import (
    MINUTES_PER_HOUR,
    SECONDS_PER_MINUTE,
    WORKED_MINUTES_MAX,
    round_half_up,
)
from .answers import Logged
from .errors import ApiError
from .verbs import writes


class PrepaidContract(models.Model):
    """How machines log work, for whom, on which ticket."""

    _inherit = "prepaid.contract"

    @writes("not_found", "closed", "credit_short")
    def api_log_work(  # noqa: PLR0913 - named, each can be left out
        self,
        description: str,
        minutes: int | None = None,
        begin: datetime | None = None,
        end: datetime | None = None,
        task_id: int | None = None,
        project_id: int | None = None,
        usage_type_id: int | None = None,
        employee_id: int | None = None,
        user_id: int | None = None,
        date: date | None = None,
    ) -> Logged:
        """Log work as a timesheet line that draws from the contract.

        How long it took is ``minutes``, or from ``begin`` to ``end``. It is work on a
        ticket, else on a project, by default the only one of the contract. Who worked
        is an employee or their user, by default the user of the key. The day is that
        of ``begin``, or ``date``, by default today. Where the credit does not cover it
        nothing is logged.
        """
        self._read_for_draw()
        if not description:
            raise self._get_wrong("description", self.env._("Say what was done."))
        worked = self._read_worked(minutes, begin, end)
        day = self._read_day(date, begin)
        self._check_open(day)
        place = self._read_place(task_id, project_id)
        if not place["project"]:
            raise self._get_wrong(
                "task_id", self.env._("Name the ticket or the project of the work.")
            )
        self._check_takes_time(place["project"])
        vals = self._prepare_work_vals(place, worked, day, usage_type_id) | {
            "name": description,
            "employee_id": self._read_employee(employee_id, user_id).id,
        }
        if begin:
            vals["meter_started_at"] = begin
        return self._tell_logged(self.env["account.analytic.line"].create(vals))

    def _tell_logged(self, line) -> Logged:
        return self._tell_left() | {
            "timesheet_id": line.id,
            "date": line.date.isoformat(),
            "worked_minutes": line._get_worked_minutes(),
            "metered_minutes": line.metered_minutes,
            "drawn": self._tell_quantity(line.prepaid_quantity),
        }

    # === WHAT IS ASKED FOR === #

    def _read_worked(self, minutes, begin, end):
        """Return the minutes of work, from either way to say them."""
        if (minutes is None) == (end is None) or (end and not begin):
            raise self._get_wrong(
                "minutes",
                self.env._("Say how long it took: “minutes”, or “begin” and “end”."),
            )
        if end:
            seconds = (end - begin).total_seconds() / SECONDS_PER_MINUTE
            minutes = int(round_half_up(seconds))
        return self._check_minutes("minutes", minutes)

    def _check_minutes(self, argument, minutes):
        if not 0 < minutes <= WORKED_MINUTES_MAX:
            raise self._get_wrong(
                argument,
                self.env._(
                    "Work takes between 1 minute and %(most)s hours.",
                    most=WORKED_MINUTES_MAX // MINUTES_PER_HOUR,
                ),
            )
        return minutes

    def _read_day(self, date, begin):
        """Return the day of the work, as the company counts days: none to come."""
        day = begin and self.company_id._get_prepaid_day(begin)
        if date and day and date != day:
            raise self._get_wrong(
                "date",
                self.env._("“begin” is another day than “date”: leave one of them."),
            )
        day = date or day or self._get_today()
        if day > self._get_today():
            raise self._get_wrong(
                "begin" if begin else "date",
                self.env._("This work lies in the future: %(day)s.", day=day),
            )
        return day

    def _read_place(self, task_id, project_id):
        """Return {"task", "project"} of the work; no project where none is known."""
        task = self.env["project.task"]
        if task_id is not None:
            task = self._find_place("task_id", "project.task", task_id)
        project = task.project_id
        if project_id is not None:
            project = self._find_place("project_id", "project.project", project_id)
            if task and task.project_id != project:
                raise self._get_wrong(
                    "project_id", self.env._("The ticket belongs to another project.")
                )
        elif not task and len(self.project_ids) == 1:
            project = self.project_ids
        return {"task": task, "project": project}

    def _find_place(self, argument, model, id_):
        companies = [*self.env.user._get_company_ids(), False]
        domain = [("company_id", "in", companies)]
        if model == "project.task":
            domain += [
                ("project_id", "!=", False),
                ("project_id.company_id", "in", companies),
            ]
        return self._find_named(argument, model, id_, domain)

    def _check_takes_time(self, project):
        if not project.allow_timesheets:
            raise ApiError(
                "refused",
                self.env._(
                    "The project %(project)s takes no timesheets. Log the work on "
                    "another one.",
                    project=project.name,
                ),
            )

    def _read_usage_type(self, usage_type_id):
        if usage_type_id is None:
            return self.env["prepaid.usage.type"]
        return self._find_named("usage_type_id", "prepaid.usage.type", usage_type_id)

    def _read_employee(self, employee_id, user_id):
        """Return who worked: an employee of the companies of the key's user."""
        companies = self.env.user._get_company_ids()
        domain = [("company_id", "in", companies)]
        if employee_id is not None and user_id is not None:
            raise self._get_wrong(
                "user_id", self.env._("Name the employee or their user, not both.")
            )
        if employee_id is not None:
            return self._find_named("employee_id", "hr.employee", employee_id, domain)
        user = self.env.user
        if user_id is not None:
            users = [("company_ids", "in", companies)]
            user = self._find_named("user_id", "res.users", user_id, users)
        employees = self.env["hr.employee"].search([("user_id", "=", user.id), *domain])
        own = employees.filtered(lambda one: one.company_id == self.company_id)
        employee = own or employees
        if not employee:
            raise self._get_wrong(
                "employee_id",
                self.env._("Name the employee who worked, or a user who is one."),
            )
        return employee[0]

    def _get_wrong(self, argument, message):
        return ApiError("invalid_argument", message, argument=argument)

    # === PREPARE === #

    def _prepare_work_vals(self, place, minutes, day, usage_type_id):
        """Return the vals of a line that draws from this contract."""
        self._check_minutes("minutes", minutes)
        project, task = place["project"], place["task"]
        company = task.company_id or project.company_id or self.company_id
        hour = self.env["account.analytic.line"]._get_hour()
        hours = minutes / MINUTES_PER_HOUR
        vals = {
            "name": "/",
            "project_id": project.id,
            "task_id": task.id,
            "date": day,
            "unit_amount": hours * hour.factor / company.project_time_mode_id.factor,
            "prepaid_contract_id": self.id,
        }
        usage_type = self._read_usage_type(usage_type_id)
        return vals | ({"usage_type_id": usage_type.id} if usage_type else {})
