from odoo import api, models
from odoo.exceptions import UserError

from ...metering import MINUTES_PER_HOUR, WORKED_MINUTES_MAX, format_minutes
from ..contract.access import reads_quantities
from .quick_log import parse
from .terms import Work, meter


class ProjectTask(models.Model):
    """Log time on a ticket in one line of text."""

    _inherit = "project.task"

    @api.readonly
    def preview_quick_log(self, text):
        """Return what a text would log: ``feedback`` or ``problem``, and the parts."""
        self.ensure_one()
        self.env["account.analytic.line"].check_access("create")
        entry = self._parse_quick_log(text)
        usage_type = self._get_quick_usage_type(entry)
        preview = {
            "minutes": entry.minutes,
            "usage_type": usage_type and usage_type.sudo().name,
            "charge": entry.charge,
            "name": entry.name,
            "problem": self._get_quick_problem(entry),
        }
        if not preview["problem"]:
            preview["feedback"] = self._get_quick_feedback(entry, usage_type)
        return preview

    def quick_log(self, text):
        """Log the text today and return {"timesheet_id", "explanation"}."""
        self.ensure_one()
        self.env["account.analytic.line"].check_access("create")
        entry = self._parse_quick_log(text)
        problem = self._get_quick_problem(entry)
        if problem:
            raise UserError(problem)
        line = self.env["account.analytic.line"].create(self._prepare_quick_vals(entry))
        return {
            "timesheet_id": line.id,
            "explanation": line._get_told_text(entry.minutes),
        }

    def _parse_quick_log(self, text):
        usage_types = self.env["prepaid.usage.type"].search([("active", "=", True)])
        return parse(text or "", {type_.id: type_.name for type_ in usage_types})

    def _get_quick_problem(self, entry):
        """Return what is missing or wrong, with an example, or False."""
        if entry.minutes is None:
            return self.env._(
                "Begin with the duration, for example: 12m phone reset password"
            )
        if not 0 < entry.minutes <= WORKED_MINUTES_MAX:
            return self.env._("Enter a duration of at least 1 minute.")
        if not entry.name:
            return self.env._("Say what was done, after the duration.")
        return False

    def _get_quick_usage_type(self, entry):
        usage_types = self.env["prepaid.usage.type"]
        return usage_types.browse(entry.usage_type_id or []) or (
            self.project_id._get_usage_type(self, self.sudo().prepaid_covering_id)
        )

    def _prepare_quick_vals(self, entry):
        hour = self.env.ref("uom.product_uom_hour")
        company = self.company_id or self.project_id.company_id or self.env.company
        uom = company.project_time_mode_id
        hours = entry.minutes / MINUTES_PER_HOUR
        vals = {
            "name": entry.name,
            "task_id": self.id,
            "project_id": self.project_id.id,
            "date": company._get_prepaid_today(),
            "unit_amount": hours * hour.factor / uom.factor,
        }
        if entry.usage_type_id:
            vals["usage_type_id"] = entry.usage_type_id
        if entry.charge:
            vals["prepaid_charge"] = entry.charge
        return vals

    def _get_quick_feedback(self, entry, usage_type):
        """Return in one line what would be logged and what it would draw."""
        parts = [format_minutes(entry.minutes)]
        if usage_type:
            parts.append(usage_type.sudo().name)
        contract = self.sudo().prepaid_covering_id
        if contract and reads_quantities(self.env.user, contract):
            terms = contract.plan_id._get_terms(
                usage_type, contract, response=self._get_response()
            )
            charge = entry.charge or usage_type.sudo().charge or "billable"
            facts = meter(Work(entry.minutes, charge, int(terms.is_item)), terms)
            parts.append(
                self.env._(
                    "draws %(quantity)s",
                    quantity=contract._format_quantity(facts["due"]),
                )
            )
        if self.sudo().prepaid_uncovered:
            parts.append(self._get_uncovered_text())
        return " · ".join([*parts, f"“{entry.name}”"])
