from odoo import fields, models


class ResCompany(models.Model):
    """How long proof of what people agreed to is kept."""

    _inherit = "res.company"

    _prepaid_user_fields = {"prepaid_consent_years"}

    prepaid_consent_years = fields.Integer(
        "Years that Consents Are Kept",
        default=3,
        required=True,
        help="So many years after their end, permissions to charge are deleted. "
        "Signatures and answers of clients are kept as long after a contract ended.",
    )

    _check_prepaid_consent_years = models.Constraint(
        "CHECK (prepaid_consent_years BETWEEN 0 AND 99)",
        "Consents are kept for 0 to 99 years.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_consent_years = fields.Integer(
        related="company_id.prepaid_consent_years", readonly=False
    )
