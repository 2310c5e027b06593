from odoo import models


class ProjectTask(models.Model):
    """Work on a task alone is on no ticket of the helpdesk."""

    _inherit = "project.task"

    def _prepare_prepaid_link_vals(self):
        return super()._prepare_prepaid_link_vals() | {"ticket_id": False}
