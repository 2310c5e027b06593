from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...metering import QUANTITY_DIGITS
from .sold import Sold


class ProductProduct(models.Model):
    """What a variant of a pack holds: as much as the product says, or its own."""

    _name = "product.product"
    _inherit = ["product.product", "prepaid.guarded", "prepaid.in.use"]

    _prepaid_user_fields = {
        "has_own_prepaid_credit",
        "prepaid_quantity",
        "prepaid_bonus_quantity",
    }

    has_own_prepaid_credit = fields.Boolean(
        "Credit of Its Own",
        help="The variant holds other credit than the product says.",
    )
    prepaid_quantity = fields.Float(
        "Credit per Pack",
        digits=QUANTITY_DIGITS,
        compute="_compute_prepaid_credit",
        inverse="_inverse_prepaid_credit",
        store=True,
        readonly=False,
        help="What one unit sold grants, in the plan's unit: minutes or money.",
    )
    prepaid_bonus_quantity = fields.Float(
        "Bonus per Pack",
        digits=QUANTITY_DIGITS,
        compute="_compute_prepaid_credit",
        inverse="_inverse_prepaid_credit",
        store=True,
        readonly=False,
        help="Granted on top, at no extra price.",
    )

    @api.depends(
        "has_own_prepaid_credit",
        "product_tmpl_id.prepaid_quantity",
        "product_tmpl_id.prepaid_bonus_quantity",
    )
    def _compute_prepaid_credit(self):
        for variant in self:
            owner = (
                variant if variant.has_own_prepaid_credit else variant.product_tmpl_id
            )
            variant.prepaid_quantity = owner.prepaid_quantity
            variant.prepaid_bonus_quantity = owner.prepaid_bonus_quantity

    def _inverse_prepaid_credit(self):
        """Enter the credit of the only variant on the product, else keep it here."""
        names = ("prepaid_quantity", "prepaid_bonus_quantity")
        for variant in self:
            template = variant.product_tmpl_id
            credit = {name: variant[name] for name in names}
            every = template.with_context(active_test=False).product_variant_ids
            if len(every) == 1:
                template.write(credit)
            elif any(template[name] != value for name, value in credit.items()):
                variant.has_own_prepaid_credit = True

    @api.constrains("prepaid_quantity", "prepaid_bonus_quantity", "product_tmpl_id")
    def _check_prepaid_quantity(self):
        for variant in self.filtered("is_prepaid_pack"):
            if variant._lacks_credit():
                raise ValidationError(
                    self.env._(
                        "The pack %(pack)s cannot be sold yet: enter a positive credit "
                        "per pack.",
                        pack=variant.display_name,
                    )
                )

    def _lacks_credit(self):
        return self.prepaid_quantity <= 0 or self.prepaid_bonus_quantity < 0

    def _is_use(self, field):
        return self.product_tmpl_id._is_use(field)

    def _get_product_accounts(self):
        """Override of `account`: what asks the product, not its template, makes no
        invoice line that could be followed, as a till without invoices does. It sells
        packs on the income account; deferral would wait for nobody.
        """
        accounts = super()._get_product_accounts()
        return accounts | {"income": accounts.get("prepaid_income", accounts["income"])}

    def _get_prepaid_sold(self, company):
        """Return what selling one of it sells now (Sold): nothing if it is no pack.

        Terms of a sale are no secret of those who may see it: read in sudo.
        """
        product_sudo = self.sudo()
        template_sudo = product_sudo.product_tmpl_id
        plan_sudo = template_sudo.prepaid_plan_id
        if not template_sudo.is_prepaid_pack:
            return Sold(self.id or 0)
        return Sold(
            product=self.id,
            plan=plan_sudo.id,
            unit=plan_sudo.unit,
            quantity=product_sudo.prepaid_quantity,
            bonus=product_sudo.prepaid_bonus_quantity,
            months=template_sudo._get_prepaid_validity_months(),
            policy=company.sudo().prepaid_grant_policy,
            uom=product_sudo.uom_id.id,
            outcome=plan_sudo._get_sold_outcome(),
            **template_sudo._get_prepaid_scope(),
        )
