from odoo import api, fields, models

from .product_template_price import PACK_GROUPS


class ProductTemplate(models.Model):
    """The VAT of a pack, told on the pack; taxes of services from the start."""

    _inherit = "product.template"

    prepaid_vat_note = fields.Text(
        "VAT", compute="_compute_prepaid_vat", compute_sudo=True, groups=PACK_GROUPS
    )
    prepaid_vat_warning = fields.Text(
        compute="_compute_prepaid_vat", compute_sudo=True, groups=PACK_GROUPS
    )
    prepaid_vat_source_url = fields.Char(
        "Source", compute="_compute_prepaid_vat", compute_sudo=True, groups=PACK_GROUPS
    )

    @api.depends(
        "taxes_id",
        "is_prepaid_pack",
        "prepaid_usage_type_ids",
        "prepaid_plan_id.pack_ids.taxes_id",
        "prepaid_plan_id.rate_ids.product_id.taxes_id",
    )
    @api.depends_context("company", "lang")
    def _compute_prepaid_vat(self):
        packs = self.filtered(
            lambda pack: pack.is_prepaid_pack and pack.prepaid_plan_id
        )
        for pack in packs:
            company = pack.company_id or self.env.company
            rule = company._get_vat_rule()
            problems = pack._get_vat_problems(company)
            pack.prepaid_vat_source_url = rule.source_url
            pack.prepaid_vat_warning = "\n".join(
                self.env._(
                    "%(pack)s: %(problem)s",
                    pack=pack.name or self.env._("The pack"),
                    problem=problem,
                )
                for problem in problems
            )
            pack.prepaid_vat_note = bool(rule) and pack._get_vat_note(problems, rule)
        rest = self - packs
        rest.prepaid_vat_note = rest.prepaid_vat_warning = False
        rest.prepaid_vat_source_url = False

    def _get_vat_note(self, problems, rule):
        if problems:
            return False
        return self.env._(
            "Single-purpose voucher: VAT is due when the pack is sold, and none when "
            "its credit is used (%(law)s).",
            law=rule.source,
        )

    # === TAXES OF SERVICES === #

    @api.model
    def _add_missing_default_values(self, values):
        """Override of `base`: packs take the company's tax of services by default."""
        result = super()._add_missing_default_values(values)
        return self.env["account.tax"]._as_pack_default(values, result)

    @api.onchange("is_prepaid_pack")
    def _onchange_pack_taxes(self):
        if self.is_prepaid_pack:
            self.taxes_id = self.taxes_id._origin._as_services()


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _add_missing_default_values(self, values):
        """Override of `base`: as packs without variants do."""
        result = super()._add_missing_default_values(values)
        return self.env["account.tax"]._as_pack_default(values, result)
