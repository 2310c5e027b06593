from odoo import api, fields, models

SCOPE_FIELDS = ("usage_type_ids", "project_ids")


class PrepaidGrant(models.Model):
    """What work the credit of a grant pays for: all, or kinds of it and projects."""

    _inherit = "prepaid.grant"

    # What is archived stays in the scope.
    usage_type_ids = fields.Many2many(
        "prepaid.usage.type",
        string="Kinds of Work",
        readonly=True,
        ondelete="restrict",
        context={"active_test": False},
        help="What the credit pays for. Empty: any kind.",
    )
    project_ids = fields.Many2many(
        "project.project",
        string="Projects",
        readonly=True,
        ondelete="restrict",
        context={"active_test": False},
        help="Where the credit pays for work. Empty: in any project.",
    )
    is_scoped = fields.Boolean(
        "For Some Work Only",
        readonly=True,
        help="It pays for some kinds of work, or in some projects, only.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Mark the grants that pay for some work only, before they are booked.

        A scope is given as ids.
        """
        return super().create(
            [
                vals | {"is_scoped": any(map(vals.get, SCOPE_FIELDS))}
                for vals in vals_list
            ]
        )

    def _fits(self, usage_type, project):
        """Tell whether the credit pays for work of that kind in that project.

        Where kinds and projects are named, both must fit. Where neither is, all does.
        """
        self.ensure_one()
        if not self.is_scoped:
            return True
        grant_sudo = self.sudo()
        kinds, places = grant_sudo.usage_type_ids, grant_sudo.project_ids
        return (not kinds or bool(usage_type & kinds)) and (
            not places or bool(project & places)
        )

    def _get_scope_vals(self):
        """Return the vals that give another grant the scope of this one."""
        return {name: self[name].ids for name in SCOPE_FIELDS if self.is_scoped}

    def _get_scope_text(self):
        """Return what the credit pays for in a few words, or nothing: all work."""
        grant_sudo = self.sudo()
        kinds = ", ".join(grant_sudo.usage_type_ids.mapped("name"))
        places = ", ".join(grant_sudo.project_ids.mapped("name"))
        if kinds and places:
            return self.env._("%(work)s in %(projects)s", work=kinds, projects=places)
        return kinds or places
