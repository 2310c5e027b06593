from odoo import fields, models


class ProductTemplate(models.Model):
    """What work the credit of a pack pays for."""

    _inherit = "product.template"

    _prepaid_user_fields = {"prepaid_usage_type_ids", "prepaid_project_ids"}

    prepaid_usage_type_ids = fields.Many2many(
        "prepaid.usage.type",
        "prepaid_pack_usage_type_rel",
        string="Pays for Work",
        ondelete="restrict",
        context={"active_test": False},
        help="The credit pays for these kinds of work only. Empty: for any.",
    )
    prepaid_project_ids = fields.Many2many(
        "project.project",
        "prepaid_pack_project_rel",
        string="Pays in Projects",
        ondelete="restrict",
        context={"active_test": False},
        help="The credit pays for work in these projects only. Empty: in any.",
    )
