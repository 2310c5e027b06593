from odoo import fields, models

from ..contract.access import PRICE_GROUPS


class PrepaidGrant(models.Model):
    """Whether bought credit is paid."""

    _inherit = "prepaid.grant"

    payment_state = fields.Selection(
        string="Payment",
        related="move_line_id.move_id.payment_state",
        groups=PRICE_GROUPS,
    )
