from odoo import api, models
from odoo.fields import Domain


class ProjectProject(models.Model):
    """A project whose hours went from an order line to a contract."""

    _inherit = "project.project"

    @api.model
    def _find_of_lines(self, lines):
        """Return the projects that name order lines, archived ones too."""
        projects = self.with_context(active_test=False)
        return projects.search([("sale_line_id", "in", lines.ids)])

    def _get_prepaid_customer(self):
        """Return the partner whose work the project is."""
        return self.partner_id

    def _is_paid_by(self, contract):
        """Tell whether the contract pays for work on the project."""
        return contract._covers(self.partner_id, self.company_id)

    def _get_derived(self):
        """Return the tickets and the work that take their order line from these."""
        tasks = self.env["project.task"].with_context(active_test=False)
        return (
            tasks.search([("project_id", "in", self.ids)]),
            self.env["account.analytic.line"].search([("project_id", "in", self.ids)]),
        )


class ProjectTask(models.Model):
    """A ticket whose hours went from an order line to a contract."""

    _inherit = "project.task"

    @api.model
    def _find_of_lines(self, lines):
        """Return the open tickets that name order lines: closed ones are history."""
        domain = Domain("sale_line_id", "in", lines.ids) & Domain(
            "is_closed", "=", False
        )
        return self.with_context(active_test=False).search(domain)

    def _is_paid_by(self, contract):
        """Tell whether the contract pays for work on the ticket."""
        company = self.project_id.company_id or self.company_id
        return contract._covers(self._get_prepaid_customer(), company)

    def _get_derived(self):
        """Return the tickets and the work that take their order line from these."""
        tasks = self.with_context(active_test=False)._get_prepaid_family()
        work = self.env["account.analytic.line"]
        return tasks, work.search([("task_id", "in", tasks.ids)])

    def _is_sold_otherwise(self):
        """Override: an order line whose hours went to a contract bills no new work."""
        return super()._is_sold_otherwise() and not self.sale_line_id._is_migrated()
