from odoo import api, fields, models
from odoo.tools import format_list

from .scope import GENERAL, Scope


class PrepaidGrant(models.Model):
    """What work a grant pays for, in words."""

    _inherit = "prepaid.grant"

    pays_for = fields.Char(
        compute="_compute_pays_for",
        compute_sudo=True,
        help="The work that the credit pays for: any, or kinds of it and projects.",
    )

    @api.depends("is_scoped", "usage_type_ids.name", "project_ids.name")
    @api.depends_context("lang")
    def _compute_pays_for(self):
        for grant in self:
            grant.pays_for = self._tell_scope(grant._get_scope())

    def _get_scope(self):
        """Return the Scope of the grant. Of one for all work it costs no query."""
        self.ensure_one()
        if not self.is_scoped:
            return GENERAL
        grant_sudo = self.sudo()
        return Scope(
            frozenset(grant_sudo.usage_type_ids.ids),
            frozenset(grant_sudo.project_ids.ids),
        )

    @api.model
    def _tell_scope(self, scope):
        """Return what credit of a Scope pays for: “any work”, “On-site or Phone”.

        In sudo: who may see the credit may know what it is for.
        """
        usage_types = self.env["prepaid.usage.type"].sudo().browse(scope.usage_types)
        projects = self.env["project.project"].sudo().browse(scope.projects)
        values = {
            "kinds": self._join_names(usage_types),
            "projects": self._join_names(projects),
        }
        if not projects:
            return values["kinds"] or self.env._("any work")
        if not usage_types:
            if len(projects) == 1:
                return self.env._("project %(projects)s", **values)
            return self.env._("projects %(projects)s", **values)
        if len(projects) == 1:
            return self.env._("%(kinds)s in project %(projects)s", **values)
        return self.env._("%(kinds)s in projects %(projects)s", **values)

    @api.model
    def _join_names(self, records):
        names = records.sorted().mapped("name")
        return format_list(self.env, names, "or") if names else ""
