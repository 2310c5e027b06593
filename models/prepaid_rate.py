from odoo import api, fields, models

from ..metering import MINUTES_PER_HOUR, RATE_DIGITS

PRICE_GROUPS = (
    "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user,"
    "account.group_account_readonly,account.group_account_invoice"
)


class PrepaidRate(models.Model):
    _name = "prepaid.rate"
    _description = "Prepaid Rate"
    _order = "plan_id, usage_type_id, id"
    _rec_name = "usage_type_id"

    plan_id = fields.Many2one(
        "prepaid.plan", required=True, index=True, ondelete="cascade"
    )
    unit = fields.Selection(related="plan_id.unit")
    currency_id = fields.Many2one(related="plan_id.currency_id")
    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        ondelete="restrict",
        help="Leave empty for the rate of every type that has none of its own.",
    )
    factor = fields.Float(
        digits=RATE_DIGITS,
        default=1.0,
        help="Minutes drawn for each minute worked: 1.5 draws 90 minutes for an "
        "hour, 0 draws nothing.",
    )
    price = fields.Float(
        "Price per Minute", digits=RATE_DIGITS, default=0.0, groups=PRICE_GROUPS
    )
    price_hour = fields.Monetary(
        "Price per Hour",
        compute="_compute_price_hour",
        inverse="_inverse_price_hour",
        groups=PRICE_GROUPS,
    )

    _check_factor = models.Constraint(
        "CHECK (factor >= 0)", "A rate's factor must not be negative."
    )
    _check_price = models.Constraint(
        "CHECK (price >= 0)", "A rate's price must not be negative."
    )
    _usage_type_unique = models.UniqueIndex(
        "(plan_id, COALESCE(usage_type_id, 0))",
        "A plan has one rate for each usage type.",
    )

    @api.depends("price")
    def _compute_price_hour(self):
        for rate in self:
            rate.price_hour = rate.price * MINUTES_PER_HOUR

    def _inverse_price_hour(self):
        for rate in self:
            rate.price = rate.price_hour / MINUTES_PER_HOUR
