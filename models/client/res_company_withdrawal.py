from odoo import fields, models


class ResCompany(models.Model):
    """What becomes of the credit note when a consumer withdraws."""

    _inherit = "res.company"

    _prepaid_user_fields = {"prepaid_withdrawal_posts"}

    prepaid_withdrawal_posts = fields.Boolean(
        "Post Credit Notes of Withdrawals",
        help="Else they are drafted, for the accountant to check. The buyer gets the "
        "receipt at once either way.",
    )

    def _has_prepaid_withdrawal(self):
        """Tell whether consumers of the company's place may withdraw from purchases."""
        Rule = self.env["prepaid.jurisdiction"]
        partner_sudo = self.sudo().partner_id
        place = (partner_sudo.country_id, partner_sudo.state_id)
        return any(
            "withdrawal" in Rule._find_rules("consumer", *place, unit)
            for unit in ("time", "money")
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_withdrawal_posts = fields.Boolean(
        related="company_id.prepaid_withdrawal_posts", readonly=False
    )
