from odoo import fields, models


class ProjectTags(models.Model):
    _inherit = "project.tags"

    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        ondelete="restrict",
        help="Usage type of work on tickets with this tag.",
    )
