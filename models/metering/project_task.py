from odoo import api, models
from odoo.fields import Domain


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

    def _get_prepaid_lineage(self):
        """Override: its parents too, the nearest first."""
        lineage = task = self
        while task.parent_id:
            task = task.parent_id
            lineage += task
        return lineage

    @api.model
    def _get_prepaid_open_domain(self):
        return Domain("is_closed", "=", False)

    def _is_prepaid_cancelled(self):
        return self.state == "1_canceled"

    @api.model
    def _has_prepaid_pages(self):
        """Override: who only logs time has none."""
        return self.env.user.has_group("project.group_project_user")

    def _get_usage_type(self):
        """Override: else that of its tags."""
        return super()._get_usage_type() or self.tag_ids.usage_type_id[:1]

    def _is_sold_otherwise(self):
        """Override: its order line, unless that bills no work: override it for such."""
        return bool(self.allow_billable and self.sale_line_id)
