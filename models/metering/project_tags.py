from odoo import fields, models


class ProjectTags(models.Model):
    _name = "project.tags"
    _inherit = ["project.tags", "prepaid.guarded"]

    _prepaid_user_fields = {"usage_type_id"}

    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        ondelete="restrict",
        help="Usage type of work on tickets with this tag.",
    )
