from odoo import api, fields, models


class AccountAnalyticLine(models.Model):
    """Work whose day nobody typed is of the company's day, not of the user's."""

    _inherit = "account.analytic.line"

    date = fields.Date(default=lambda self: self._default_date())

    @api.model
    def _default_date(self):
        context = self.env.context
        project = self.env["project.project"].browse(context.get("default_project_id"))
        if not (project or context.get("is_timesheet")):
            return fields.Date.context_today(self)
        return (project.sudo().company_id or self.env.company)._get_prepaid_today()

    @api.model
    def _set_prepaid_day(self, vals):
        """Put into the vals of a new line its day, where nobody says it."""
        if "date" not in vals and not self.env.context.get("default_date"):
            company = self._get_new_company(vals) or self.env.company
            vals["date"] = company._get_prepaid_today()
