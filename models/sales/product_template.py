from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...metering import QUANTITY_DIGITS


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "prepaid.guarded", "prepaid.in.use"]

    _prepaid_user_fields = {
        "is_prepaid_pack",
        "prepaid_plan_id",
        "prepaid_quantity",
        "prepaid_bonus_quantity",
        "prepaid_validity",
        "prepaid_validity_months",
    }

    is_prepaid_pack = fields.Boolean(
        "Prepaid Pack", help="Selling it grants hours or credit to the client."
    )
    prepaid_plan_id = fields.Many2one(
        "prepaid.plan", index="btree_not_null", ondelete="restrict", check_company=True
    )
    prepaid_unit = fields.Selection(
        related="prepaid_plan_id.unit", string="Prepaid Unit"
    )
    prepaid_currency_id = fields.Many2one(
        related="prepaid_plan_id.currency_id", string="Prepaid Currency"
    )
    prepaid_quantity = fields.Float(
        "Credit per Pack",
        digits=QUANTITY_DIGITS,
        help="What one unit sold grants, in the plan's unit: minutes or money. "
        "Variants may have a credit of their own.",
    )
    prepaid_bonus_quantity = fields.Float(
        "Bonus per Pack",
        digits=QUANTITY_DIGITS,
        help="Granted on top, at no extra price.",
    )

    prepaid_validity = fields.Selection(
        [
            ("plan", "As the plan says"),
            ("months", "A number of months"),
            ("never", "Never expires"),
        ],
        "Validity",
        required=True,
        default="plan",
    )
    prepaid_validity_months = fields.Integer("Months of Validity")

    @api.constrains(
        "is_prepaid_pack",
        "prepaid_plan_id",
        "prepaid_quantity",
        "prepaid_bonus_quantity",
        "prepaid_validity",
        "prepaid_validity_months",
        "type",
        "invoice_policy",
        "uom_id",
    )
    def _check_is_prepaid_pack(self):
        hour = self.env.ref("uom.product_uom_hour")
        for pack in self.filtered("is_prepaid_pack"):
            remedy = pack._get_pack_remedy(hour)
            if remedy:
                raise ValidationError(
                    self.env._(
                        "The pack %(pack)s cannot be sold yet: %(remedy)s",
                        pack=pack.name,
                        remedy=remedy,
                    )
                )

    def _get_pack_remedy(self, hour):
        """Return what keeps this product from being a pack, or False."""
        self.ensure_one()
        if not self.prepaid_plan_id:
            return self.env._("choose the plan that its credit belongs to.")
        if remedy := self._get_credit_remedy():
            return remedy
        if self.prepaid_validity == "months" and self.prepaid_validity_months <= 0:
            return self.env._("enter the months that its credit is valid.")
        if self.type != "service":
            return self.env._("make it a service.")
        if self.invoice_policy != "order":
            return self.env._("invoice it on ordered quantities.")
        if self.uom_id._has_common_reference(hour):
            return self.env._("sell it in Units; the credit per pack holds its time.")
        return False

    def _get_credit_remedy(self):
        """Return what is wrong with the credit of one pack, or False."""
        # A product that its first variant makes has no credit yet; variants check it.
        if any(variant._lacks_credit() for variant in self.product_variant_ids):
            return self.env._("enter a positive credit per pack.")
        return False

    def _is_use(self, field):
        """Override: of what is no pack, Odoo tells; of ours we do."""
        return self.is_prepaid_pack or field.model_name.startswith("prepaid.")

    def _get_prepaid_validity_months(self):
        """Return the months that credit of this pack is valid, 0 for ever."""
        self.ensure_one()
        return {
            "plan": self.prepaid_plan_id.validity_months,
            "months": self.prepaid_validity_months,
            "never": 0,
        }[self.prepaid_validity]

    def _get_product_accounts(self):
        """Override of `account`: packs are sold on the deferred revenue account.

        The income account proper stays at hand for the day the revenue is earned.
        """
        accounts = super()._get_product_accounts()
        if self.is_prepaid_pack:
            accounts["prepaid_income"] = accounts["income"]
            company = self.company_id or self.env.company
            deferred = company._get_prepaid_setting("deferred_revenue_account_id")
            accounts["income"] = deferred or accounts["income"]
        return accounts

    @api.onchange("is_prepaid_pack")
    def _onchange_is_prepaid_pack(self):
        if self.is_prepaid_pack:
            self.type = "service"
            self.invoice_policy = "order"
            self._sell_in_units()

    @api.onchange("type", "service_type", "service_policy")
    def _onchange_service_fields(self):
        """Override of `sale_timesheet`, which sells prepaid services in hours."""
        result = super()._onchange_service_fields()
        self.filtered("is_prepaid_pack")._sell_in_units()
        return result

    def _sell_in_units(self):
        for pack in self:
            if pack.uom_id._has_common_reference(self.env.ref("uom.product_uom_hour")):
                pack.uom_id = self.env.ref("uom.product_uom_unit")
