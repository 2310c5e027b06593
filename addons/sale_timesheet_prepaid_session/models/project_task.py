from odoo import fields, models


class ProjectTask(models.Model):
    _inherit = "project.task"

    prepaid_session_ids = fields.One2many("prepaid.session", "task_id", readonly=True)
