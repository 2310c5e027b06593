from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    prepaid_grant_policy = fields.Selection(
        [
            ("paid", "The invoice is paid"),
            ("posted", "The invoice is posted"),
            ("confirmed", "The order is confirmed"),
        ],
        default="paid",
        required=True,
        help="When the credit of a pack becomes usable.",
    )
    prepaid_expiry_notice_days = fields.Integer(
        default=30,
        help="Clients are told this many days before credit expires. 0: never.",
    )
