from odoo import api, fields, models

from ...metering import QUANTITY_DIGITS

# What plan and contract have in common.
REFILL_TERMS = (
    "refill_trigger",
    "refill_mode",
    "refill_product_id",
    "refill_quantity",
    "low_threshold",
)


class PrepaidPlan(models.Model):
    """How new contracts of a plan are refilled, unless they say otherwise."""

    _inherit = "prepaid.plan"

    _prepaid_user_fields = set(REFILL_TERMS)

    refill_trigger = fields.Selection(
        lambda self: self._get_contract_selection("refill_trigger"),
        required=True,
        default="none",
        help="A first purchase sets nothing going that nobody chose here.",
    )
    refill_mode = fields.Selection(
        lambda self: self._get_contract_selection("refill_mode"),
        required=True,
        default="draft_invoice",
    )
    refill_product_id = fields.Many2one(
        "product.product",
        "Refill Pack",
        check_company=True,
        domain="[('prepaid_plan_id', '=', id), ('is_prepaid_pack', '=', True)]",
        help="Empty: the pack that the customer bought first.",
    )
    refill_quantity = fields.Integer("Packs per Refill", required=True, default=1)
    low_threshold = fields.Float(
        digits=QUANTITY_DIGITS,
        help="Credit is low at this balance or below, in the plan's unit. 0: a fifth "
        "of the pack that the customer bought first.",
    )

    _check_refill = models.Constraint(
        "CHECK (COALESCE(refill_quantity, 1) > 0 AND COALESCE(low_threshold, 0) >= 0)",
        "Packs per refill of a plan must be positive; its threshold must not be "
        "negative.",
    )

    @api.model
    def _get_contract_selection(self, name):
        field = self.env["prepaid.contract"]._fields[name]
        return field._description_selection(self.env)
