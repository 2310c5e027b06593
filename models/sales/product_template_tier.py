from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """The tier that a pack brings while its credit lasts."""

    _inherit = "product.template"

    _prepaid_user_fields = {"prepaid_tier_id"}

    prepaid_tier_id = fields.Many2one(
        "prepaid.tier",
        "Brings",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('plan_id', '=', prepaid_plan_id)]",
        help="The tier that clients have while credit of this pack lasts.",
    )

    @api.onchange("prepaid_plan_id")
    def _onchange_prepaid_tier_id(self):
        if self.prepaid_tier_id.plan_id != self.prepaid_plan_id:
            self.prepaid_tier_id = False

    @api.constrains("prepaid_tier_id", "prepaid_plan_id")
    def _check_prepaid_tier_id(self):
        for pack_sudo in self.sudo().filtered("prepaid_tier_id"):
            tier = pack_sudo.prepaid_tier_id
            if tier.plan_id != pack_sudo.prepaid_plan_id:
                raise ValidationError(
                    self.env._(
                        "The pack %(pack)s cannot bring the tier %(tier)s: choose one "
                        "of its own plan, or none.",
                        pack=pack_sudo.name,
                        tier=tier.name,
                    )
                )

    def _get_brings_text(self):
        """Return what the pack brings while its credit lasts, or nothing."""
        tier_sudo = self.is_prepaid_pack and self.sudo().prepaid_tier_id
        if not tier_sudo:
            return ""
        return self.env._(
            "Brings %(tier)s while its credit lasts: %(terms)s",
            tier=tier_sudo.name,
            terms=tier_sudo.summary,
        )


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_prepaid_sold(self, company):
        """Override: and the tier that it brings."""
        sold = super()._get_prepaid_sold(company)
        if not sold.plan:
            return sold
        return sold._replace(tier=self.sudo().product_tmpl_id.prepaid_tier_id.id or 0)

    def get_product_multiline_description_sale(self):
        """Override of `sale`: and what the pack brings while its credit lasts."""
        text = super().get_product_multiline_description_sale()
        brings = self.product_tmpl_id._get_brings_text()
        return f"{text}\n{brings}" if brings else text

    def _prepare_prepaid_offer(self):
        """Override: and what the pack brings."""
        brings = self.product_tmpl_id._get_brings_text()
        return super()._prepare_prepaid_offer() | {"brings": brings}


class PrepaidTier(models.Model):
    _inherit = "prepaid.tier"

    pack_ids = fields.One2many("product.template", "prepaid_tier_id", "Packs")

    def _get_plan_terms(self):
        """Return who has the tier and what it brings, for the terms of its plan."""
        if self.plan_id.tier_id == self:
            return [self.env._("Always"), *self._get_public_terms()]
        if not self.pack_ids:
            return []
        start = self.env._("While credit of a pack that brings it lasts")
        return [start, *self._get_public_terms()]
