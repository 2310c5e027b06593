from odoo import api, fields, models


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
    is_prepaid_scoped = fields.Boolean(
        compute="_compute_is_prepaid_scoped",
        store=True,
        export_string_translation=False,
        help="Most packs pay for all work: no sale of one asks further.",
    )

    @api.depends("prepaid_usage_type_ids", "prepaid_project_ids")
    def _compute_is_prepaid_scoped(self):
        for pack in self:
            kinds, places = pack.prepaid_usage_type_ids, pack.prepaid_project_ids
            pack.is_prepaid_scoped = bool(kinds or places)

    def _get_prepaid_scope(self):
        """Return what `Sold` keeps of the work that the pack pays for."""
        if not self.is_prepaid_scoped:
            return {}
        return {
            "usage_types": tuple(sorted(self.prepaid_usage_type_ids.ids)),
            "projects": tuple(sorted(self.prepaid_project_ids.ids)),
        }
