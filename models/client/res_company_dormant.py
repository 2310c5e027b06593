from odoo import fields, models


class ResCompany(models.Model):
    """How long before credit may belong to the state its owner is reminded."""

    _inherit = "res.company"

    _prepaid_user_fields = {"prepaid_dormancy_notice_months"}

    prepaid_dormancy_notice_months = fields.Integer(
        "Remind of Dormant Credit",
        default=6,
        help="So many months before unused credit may belong to the state of its "
        "owner, by the rules by country, the client is reminded of it.",
    )

    _check_prepaid_dormancy_notice = models.Constraint(
        "CHECK (COALESCE(prepaid_dormancy_notice_months, 0) >= 0)",
        "The months of the reminder must not be negative.",
    )

    def _get_prepaid_accountant(self):
        """Return who keeps the books of the company, or nobody."""
        groups = self.env.ref("account.group_account_user")
        groups |= self.env.ref("account.group_account_manager")
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", groups.ids),
                    ("company_ids", "in", self.ids),
                    ("share", "=", False),
                ],
                order="id",
                limit=1,
            )
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_dormancy_notice_months = fields.Integer(
        related="company_id.prepaid_dormancy_notice_months", readonly=False
    )
