from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_grant_policy = fields.Selection(
        related="company_id.prepaid_grant_policy", readonly=False
    )
    prepaid_expiry_notice_days = fields.Integer(
        related="company_id.prepaid_expiry_notice_days", readonly=False
    )
