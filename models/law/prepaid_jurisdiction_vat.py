from odoo import fields, models


class PrepaidJurisdiction(models.Model):
    """Where credit may be a voucher for VAT: told for the seller's place."""

    _inherit = "prepaid.jurisdiction"

    _prepaid_user_fields = {"taxes_vouchers"}

    taxes_vouchers = fields.Boolean(
        "VAT of Vouchers",
        help="Credit for work of one rate and one place is a single-purpose voucher: "
        "VAT is due at its sale, none on its use. Applies to sellers of the place.",
    )
