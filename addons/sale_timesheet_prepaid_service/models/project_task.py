from odoo import fields, models


class ProjectTask(models.Model):
    _inherit = "project.task"

    prepaid_request_ids = fields.One2many("prepaid.request", "task_id", readonly=True)
    prepaid_open_request_id = fields.Many2one(
        "prepaid.request", compute="_compute_prepaid_open_request_id"
    )

    def _compute_prepaid_open_request_id(self):
        for task in self:
            requests = task.prepaid_request_ids
            task.prepaid_open_request_id = requests.filtered(
                lambda request: request.state == "requested"
            )[:1]

    def action_deliver_service(self):
        return self.prepaid_open_request_id.action_deliver()

    def action_decline_service(self):
        return self.prepaid_open_request_id.action_decline()
