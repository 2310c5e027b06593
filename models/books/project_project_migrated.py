from odoo import api, models
from odoo.fields import Domain

# Order lines that bill new work.
LIVE = Domain("sale_line_id", "!=", False) & Domain(
    "sale_line_id.prepaid_opening_id", "=", False
)


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

    def _get_billed_elsewhere(self):
        """Return those of which other order lines bill some tickets or employees."""
        domain = Domain("project_id", "in", self.ids) & LIVE
        tickets = self.env["project.task"].search(
            domain & Domain("is_closed", "=", False)
        )
        return tickets.project_id | self._get_mapped_elsewhere()

    def _get_mapped_elsewhere(self):
        """Return those where other order lines bill the work of some employees."""
        domain = Domain("project_id", "in", self.ids) & LIVE
        return self.env["project.sale.line.employee.map"].search(domain).project_id

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

    def _get_billed_elsewhere(self):
        """Return those where other order lines bill the work of some employees."""
        mapped = self.project_id._get_mapped_elsewhere()
        return self.filtered(lambda task: task.project_id in mapped)

    def _get_derived(self):
        """Return the tickets and the work that take their order line from these."""
        tasks = self.with_context(active_test=False)._get_prepaid_family()
        work = self.env["account.analytic.line"]
        return tasks, work.search([("task_id", "in", tasks.ids)])

    def _is_sold_otherwise(self):
        """Override: an order line whose hours went to a contract bills no new work."""
        return super()._is_sold_otherwise() and not self.sale_line_id._is_migrated()
