from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PrepaidAmountRate(models.Model):
    """What credit costs from an amount on, in a pack whose buyer chooses the amount."""

    _name = "prepaid.amount.rate"
    _description = "Prepaid Amount Rate"
    _inherit = "prepaid.guarded"
    _order = "product_tmpl_id, amount_from, id"
    _rec_name = "amount_from"

    _prepaid_user_fields = {
        "product_tmpl_id",
        "amount_from",
        "price",
        "bonus_percent",
    }

    product_tmpl_id = fields.Many2one(
        "product.template", "Pack", required=True, index=True, ondelete="cascade"
    )
    unit = fields.Selection(related="product_tmpl_id.prepaid_unit")
    currency_id = fields.Many2one(related="product_tmpl_id.currency_id")
    amount_from = fields.Monetary(
        "From", help="The row holds for this amount and for more, up to the next row."
    )
    price = fields.Monetary(
        "Price of an Hour",
        help="As the pack's sales price: with the taxes that its price includes.",
    )
    bonus_percent = fields.Float(
        "Bonus (%)", digits=(5, 2), help="Credit that comes on top of the amount."
    )

    _amount_from_uniq = models.Constraint(
        "UNIQUE (product_tmpl_id, amount_from)",
        "Two rows of a pack's table begin with the same amount. Delete one.",
    )
    _check_terms = models.Constraint(
        "CHECK (amount_from >= 0 AND price >= 0 AND bonus_percent >= 0)",
        "Amounts, prices and bonuses are not negative.",
    )

    @api.constrains("price", "product_tmpl_id")
    def _check_price(self):
        for row in self:
            if row.unit == "time" and row.price <= 0:
                raise ValidationError(
                    self.env._(
                        "%(pack)s: enter the price of an hour in each row of the "
                        "table.",
                        pack=row.product_tmpl_id.name,
                    )
                )

    @api.depends("amount_from", "currency_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "From %(amount)s", amount=row.currency_id.format(row.amount_from)
            )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.product_tmpl_id._follow_smallest_amount()
        return rows

    def write(self, vals):
        packs = self.product_tmpl_id
        result = super().write(vals)
        (packs | self.product_tmpl_id)._follow_smallest_amount()
        return result

    def unlink(self):
        packs = self.product_tmpl_id
        result = super().unlink()
        packs.exists()._follow_smallest_amount()
        return result
