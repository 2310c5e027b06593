from odoo import api, models


class ProjectTask(models.Model):
    """A task is a ticket; its sub-tasks draw as it does."""

    _name = "project.task"
    _inherit = ["prepaid.ticket", "project.task"]

    @api.depends("parent_id.prepaid_contract_id", "sale_line_id")
    def _compute_prepaid_covering_id(self):
        return super()._compute_prepaid_covering_id()

    # === BUSINESS METHODS === #

    @api.model
    def _get_prepaid_place_fields(self):
        return super()._get_prepaid_place_fields() | {"parent_id"}

    def _get_prepaid_family(self):
        return self | self._get_all_subtasks()

    def _get_prepaid_contract(self):
        """Override: the contract of the task, or of the nearest parent with one."""
        task = self
        while task and not task.prepaid_contract_id:
            task = task.parent_id
        return task.prepaid_contract_id

    def _is_sold_otherwise(self):
        """Override: its order line, unless that bills no work: override it for such."""
        return bool(self.allow_billable and self.sale_line_id)
