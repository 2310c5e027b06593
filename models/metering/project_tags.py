from odoo import fields, models


class ProjectTags(models.Model):
    _name = "project.tags"
    _inherit = ["project.tags", "prepaid.guarded", "prepaid.in.use"]

    _prepaid_user_fields = {"usage_type_id"}

    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        ondelete="restrict",
        help="Usage type of work on tickets with this tag.",
    )

    def _get_uses(self):
        """Override: a tag that says what work costs is missed by its tickets."""
        uses = super()._get_uses()
        if self.usage_type_id:
            tasks = self.env["project.task"].sudo().with_context(active_test=False)
            uses += [tasks.search([("tag_ids", "in", self.ids)])]
        return [records for records in uses if records]

    def _get_use_remedy(self):
        return self.env._(
            "It says what kind of work these tickets are. Take it off them first, or "
            "empty its kind of work."
        )
