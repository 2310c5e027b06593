from odoo import api, fields, models

from ..ledger.scope import GENERAL, Scope


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
        "Pays for Some Work Only", compute="_compute_is_prepaid_scoped", store=True
    )

    @api.depends("prepaid_usage_type_ids", "prepaid_project_ids")
    def _compute_is_prepaid_scoped(self):
        for pack in self:
            scope = pack.prepaid_usage_type_ids or pack.prepaid_project_ids
            pack.is_prepaid_scoped = bool(scope)

    def write(self, vals):
        """Look again at the contracts that are refilled with these packs."""
        result = super().write(vals)
        if vals.keys() & {"prepaid_usage_type_ids", "prepaid_project_ids"}:
            self.env["prepaid.contract"].sudo()._follow_packs(self)
        return result

    def _get_prepaid_scope(self):
        """Return what work the credit of the pack pays for (Scope)."""
        self.ensure_one()
        if not self.is_prepaid_scoped:
            return GENERAL
        return Scope(
            frozenset(self.prepaid_usage_type_ids.ids),
            frozenset(self.prepaid_project_ids.ids),
        )

    def _get_prepaid_pays_for(self):
        """Return what work the pack pays for in words, empty where it is any."""
        scope = self.sudo()._get_prepaid_scope()
        return "" if scope == GENERAL else self.env["prepaid.grant"]._tell_scope(scope)
