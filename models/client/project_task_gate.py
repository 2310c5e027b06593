from odoo import api, fields, models
from odoo.fields import Domain

# After the stages of a project, so that nothing begins there.
WAITING_SEQUENCE = 90


class ProjectTaskType(models.Model):
    """A stage in which tickets wait for credit."""

    _name = "project.task.type"
    _inherit = ["project.task.type", "prepaid.guarded"]

    _prepaid_user_fields = {"is_prepaid_waiting"}

    is_prepaid_waiting = fields.Boolean(
        "Waits for Credit",
        help="Where a plan lets new tickets wait for credit, they wait in this stage. "
        "A project that has none gets one with its first such ticket.",
    )


class ProjectTags(models.Model):
    _inherit = "project.tags"

    _prepaid_user_fields = {"is_prepaid_emergency"}

    is_prepaid_emergency = fields.Boolean(
        "Emergency",
        help="Tickets with this tag come in though no credit is left, and their work "
        "may go beyond the credit, up to the debt limit of the plan: where the plan "
        "says what happens to new tickets without credit.",
    )


class ProjectTask(models.Model):
    """A task waits in a stage of its project."""

    _inherit = "project.task"

    @property
    def TASK_PORTAL_READABLE_FIELDS(self):
        """Override of `project`: clients are told what becomes of their request."""
        told = {"prepaid_gate_told", "prepaid_gate_url"}
        return super().TASK_PORTAL_READABLE_FIELDS | told

    @api.model
    def stage_find(self, section_id, domain=(), order="sequence, id"):
        """Override of `project`: nothing begins where tickets wait for credit."""
        domain = [*domain, ("is_prepaid_waiting", "=", False)]
        return super().stage_find(section_id, domain, order)

    # === BUSINESS METHODS === #

    def _is_emergency(self):
        """Override: one of its tags says so."""
        return any(self.tag_ids.mapped("is_prepaid_emergency"))

    def _get_waiting_stage(self):
        """Override: the project's, else one for all projects that have none."""
        stages = self.project_id.type_ids.filtered("is_prepaid_waiting")
        if stages:
            return stages[:1]
        shared = Domain("is_prepaid_waiting", "=", True) & Domain("user_id", "=", False)
        stage = self.env["project.task.type"].search(
            shared, limit=1
        ) or self._make_waiting_stage(
            self.env["project.task.type"], sequence=WAITING_SEQUENCE, user_id=False
        )
        stage.project_ids += self.project_id
        return stage

    def _get_first_stage(self):
        """Override."""
        stage_id = self.stage_find(self.project_id.id, order="fold, sequence, id")
        return self.stage_id.browse(stage_id or [])
