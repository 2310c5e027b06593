from odoo import fields, models


class PrepaidUsageType(models.Model):
    """What a kind of work is sold as where no pack pays for it."""

    _inherit = "prepaid.usage.type"

    _prepaid_user_fields = {"product_id"}

    product_id = fields.Many2one(
        "product.product",
        "Taxed as",
        ondelete="restrict",
        domain="[('type', '=', 'service'), ('is_prepaid_pack', '=', False)]",
        help="The service that clients buy when no pack pays for such work. Its taxes "
        "say whether a pack needs VAT at its sale. Empty: taxed as the pack.",
    )
