from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...metering import MINUTES_PER_HOUR, WORKED_MINUTES_MAX
from .prepaid_meter import OPEN_STATES

APPROVER_GROUP = "hr_timesheet.group_hr_timesheet_approver"


class PrepaidMeter(models.Model):
    """What a meter refuses, before any time is lost on it."""

    _inherit = "prepaid.meter"

    @api.model
    def _check_startable(self, project, task):
        """Refuse, before any work is done, what could not be logged afterwards."""
        self._check_place(project, task)
        company = project.sudo().company_id or self.env.company
        if not self.env.user.with_company(company).employee_id:
            raise UserError(
                self.env._(
                    "%(user)s has no employee in %(company)s and cannot log time. Ask "
                    "an administrator to create one.",
                    user=self.env.user.name,
                    company=company.name,
                )
            )

    @api.model
    def _check_place(self, project, task):
        """Refuse a project or ticket that takes no time."""
        project.check_access("read")
        task.check_access("read")
        if not project:
            raise UserError(self.env._("Choose the project of the ticket first."))
        if not project.active or not project.allow_timesheets:
            raise UserError(
                self.env._(
                    "The project %(project)s is archived or takes no timesheets. "
                    "Reactivate it, or work on another one.",
                    project=project.display_name,
                )
            )
        contract = self._get_contract(project, task)
        if contract:
            contract._check_drawable(contract._get_today())
            usage_type = project._get_usage_type(task, contract)
            contract.plan_id._get_terms(usage_type, contract)

    def _check_mine(self):
        """Return the meter in sudo, once it is sure that the user answers for it.

        That is who started it, and for people who left who approves timesheets.
        """
        self.ensure_one()
        self.check_access("read")
        meter_sudo = self.sudo()
        is_heir = self.env.user.has_group(APPROVER_GROUP) and meter_sudo._is_left()
        if self.user_id != self.env.user and not is_heir:
            raise AccessError(self.env._("This meter belongs to somebody else."))
        return meter_sudo

    def _check_open(self):
        if self.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    "The meter on “%(work)s” is not running any more: it was logged or "
                    "discarded. Start a new one.",
                    work=self._get_place().display_name,
                )
            )

    def _check_undoable(self):
        if self.state != "stopped" or not self.timesheet_id:
            raise UserError(
                self.env._(
                    "What was measured on “%(work)s” is not logged any more: there is "
                    "nothing to undo.",
                    work=self._get_place().display_name,
                )
            )

    @api.model
    def _check_vals(self, vals):
        """Return what the person says of the work, and nothing else."""
        unknown = vals.keys() - {"name", "usage_type_id", "charge"}
        if unknown:
            raise UserError(
                self.env._(
                    "A meter takes no %(names)s.", names=", ".join(sorted(unknown))
                )
            )
        return vals

    @api.model
    def _check_minutes(self, minutes):
        """Refuse a correction that is no time, or more than a line may have."""
        if minutes is not None and not 0 < minutes <= WORKED_MINUTES_MAX:
            raise UserError(
                self.env._(
                    "Enter between 1 minute and %(most)s hours.",
                    most=WORKED_MINUTES_MAX // MINUTES_PER_HOUR,
                )
            )
