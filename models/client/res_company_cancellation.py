from odoo import fields, models


class ResCompany(models.Model):
    """How long what clients typed to cancel is kept."""

    _inherit = "res.company"

    _prepaid_user_fields = {"prepaid_cancellation_days"}

    prepaid_cancellation_days = fields.Integer(
        "Cancellations Are Kept",
        default=1095,
        help="Days after which a cancellation is erased, with its email and address. "
        "0: never.",
    )

    _check_prepaid_cancellation_days = models.Constraint(
        "CHECK (COALESCE(prepaid_cancellation_days, 0) >= 0)",
        "The days for which cancellations are kept must not be negative.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_cancellation_days = fields.Integer(
        related="company_id.prepaid_cancellation_days", readonly=False
    )
