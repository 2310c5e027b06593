from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    _prepaid_user_fields = {"prepaid_refill_end_days"}

    prepaid_refill_end_days = fields.Integer(
        "No Refill before the End",
        help="No automatic refill starts within so many days before a contract ends.",
    )

    _check_prepaid_refill_end_days = models.Constraint(
        "CHECK (COALESCE(prepaid_refill_end_days, 0) >= 0)",
        "The days before the end of a contract must not be negative.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_refill_end_days = fields.Integer(
        related="company_id.prepaid_refill_end_days", readonly=False
    )
