from odoo import api, models


class PrepaidContract(models.Model):
    """The refill pack says which credit is watched: what pays for what it pays for."""

    _inherit = "prepaid.contract"

    def write(self, vals):
        """Override of `base`: another refill pack may watch other credit."""
        if "refill_product_id" not in vals:
            return super().write(vals)
        with self.filtered("scoped")._as_settings_change():
            return super().write(vals)

    def _get_watched_scope(self):
        """Override: the scope of the refill pack, where there is one."""
        pack = self.sudo().refill_product_id.product_tmpl_id
        return pack._get_pack_scope() if pack else super()._get_watched_scope()

    @api.model
    def _follow_packs(self, packs):
        """Bring the levels of contracts in line with what their refill pays for now."""
        domain = [
            ("refill_product_id.product_tmpl_id", "in", packs.ids),
            ("scoped", ">", 0),
        ]
        for contract in self.search(domain):
            contract._follow_level()
