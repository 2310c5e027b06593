import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """When refused charges are tried again."""

    _inherit = "res.company"

    _prepaid_user_fields = {"prepaid_retry_days"}

    prepaid_retry_days = fields.Char(
        "Try Again After",
        default="1,3,7",
        help="Days after each refused charge of a refill, separated by commas. After "
        "the last one the client gets a link to pay. Empty: no other try.",
    )

    @api.constrains("prepaid_retry_days")
    def _check_prepaid_retry_days(self):
        for company in self:
            days = (company.prepaid_retry_days or "").replace(" ", "")
            if days and not re.fullmatch(r"\d{1,3}(,\d{1,3})*", days):
                raise ValidationError(
                    self.env._(
                        "Write the days of %(company)s's other tries as numbers with "
                        "commas, for example 1,3,7.",
                        company=company.name,
                    )
                )

    def _get_prepaid_retry_days(self):
        """Return the days between the tries of a refused charge, in order."""
        return [int(days) for days in re.findall(r"\d+", self.prepaid_retry_days or "")]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_retry_days = fields.Char(
        related="company_id.prepaid_retry_days", readonly=False
    )
