from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    _prepaid_user_fields = {"prepaid_user_id"}

    prepaid_user_id = fields.Many2one(
        "res.users",
        "Account Manager of Sold Contracts",
        domain="[('share', '=', False)]",
        help="Looks after contracts that open by a sale, where neither the customer "
        "nor the website has a salesperson.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_user_id = fields.Many2one(
        related="company_id.prepaid_user_id", readonly=False
    )
