from odoo import api, fields, models

SCOPE_FIELDS = ("usage_type_ids", "project_ids")


class PrepaidGrant(models.Model):
    """What work the credit of a grant pays for: all, or kinds of it and projects."""

    _inherit = "prepaid.grant"

    usage_type_ids = fields.Many2many(
        "prepaid.usage.type",
        string="Kinds of Work",
        readonly=True,
        ondelete="restrict",
        help="What the credit pays for. Empty: any kind.",
    )
    project_ids = fields.Many2many(
        "project.project",
        string="Projects",
        readonly=True,
        ondelete="restrict",
        help="Where the credit pays for work. Empty: in any project.",
    )
    is_scoped = fields.Boolean(
        "For Some Work Only",
        readonly=True,
        help="Its scope does not cover all work.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Mark the grants that pay for some work only, before they are booked."""
        return super().create(
            [vals | {"is_scoped": any(map(vals.get, SCOPE_FIELDS))} for vals in vals_list]
        )

    def _fits(self, usage_type, project):
        """Tell whether the credit pays for work of that kind in that project.

        Where kinds and projects are named, both must fit. Where neither is, all does.
        """
        self.ensure_one()
        return not self.is_scoped or (
            (not self.usage_type_ids or usage_type in self.usage_type_ids)
            and (not self.project_ids or project in self.project_ids)
        )

    def _get_scope_vals(self):
        """Return the vals that give another grant the scope of this one."""
        if not self.is_scoped:
            return {}
        return {name: self[name].ids for name in SCOPE_FIELDS}
