from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PrepaidPlan(models.Model):
    """Who pays for work beyond the credit: the next credit, or an invoice."""

    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"overdraft_settlement", "overage_product_id"}

    overdraft_settlement = fields.Selection(
        [
            ("next_grant", "The next credit"),
            ("invoice", "An invoice at the end of the month"),
        ],
        "Work beyond the Credit Is Paid by",
        required=True,
        default="next_grant",
        groups="base.group_user",
    )
    overage_product_id = fields.Many2one(
        "product.product",
        "Invoiced as",
        check_company=True,
        ondelete="restrict",
        groups="base.group_user",
        domain="[('type', '=', 'service'), ('is_prepaid_pack', '=', False)]",
        help="The service that invoices name. Its price in the customer's pricelist is "
        "that of an hour; a plan of money invoices the amount that is owed.",
    )

    @api.constrains("overdraft_settlement", "overage_product_id", "unit")
    def _check_overage_product_id(self):
        for plan in self:
            remedy = plan.overdraft_settlement == "invoice" and (
                plan._get_overage_remedy()
            )
            if remedy:
                raise ValidationError(
                    self.env._(
                        "The plan %(plan)s cannot invoice work beyond the credit: "
                        "%(remedy)s",
                        plan=plan.name,
                        remedy=remedy,
                    )
                )

    def _get_overage_remedy(self):
        """Return what keeps work beyond the credit from being invoiced, or False."""
        self.ensure_one()
        product = self.overage_product_id
        if not product:
            return self.env._("choose the service that it is invoiced as.")
        if product.is_prepaid_pack:
            return self.env._(
                "%(product)s is a pack; choose another service.",
                product=product.display_name,
            )
        hour = self.env.ref("uom.product_uom_hour")
        if self.unit == "time" and not product.uom_id._has_common_reference(hour):
            return self.env._(
                "sell %(product)s by the hour.", product=product.display_name
            )
        return False
