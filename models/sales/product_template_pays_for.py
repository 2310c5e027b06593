from odoo import models

from ..ledger.scope import GENERAL, Scope


class ProductTemplate(models.Model):
    """What work a pack pays for, in words and for the contracts it refills."""

    _inherit = "product.template"

    def write(self, vals):
        """Look again at the contracts that are refilled with these packs."""
        result = super().write(vals)
        if vals.keys() & {"prepaid_usage_type_ids", "prepaid_project_ids"}:
            self.env["prepaid.contract"].sudo()._follow_packs(self)
        return result

    def _get_pack_scope(self):
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
        scope = self.sudo()._get_pack_scope()
        return "" if scope == GENERAL else self.env["prepaid.grant"]._tell_scope(scope)
