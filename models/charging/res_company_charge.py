import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

DAYS = re.compile(r"\d{1,3}(,\d{1,3})*")


def read_days(text):
    """Return the numbers of a text such as "1,3,7", in order."""
    return sorted(int(days) for days in re.findall(r"\d+", text or ""))


class ResCompany(models.Model):
    """When refused charges are tried again, and what follows unpaid refills."""

    _inherit = "res.company"

    _prepaid_user_fields = {
        "prepaid_retry_days",
        "prepaid_reminder_days",
        "prepaid_suspend_days",
    }

    prepaid_retry_days = fields.Char(
        "Try Again After",
        default="1,3,7",
        help="Days after each refused charge of a refill, separated by commas. After "
        "the last one the client gets a link to pay. Empty: no other try.",
    )
    prepaid_reminder_days = fields.Char(
        "Remind After",
        default="3,7,14",
        help="Days after the due date of an unpaid refill, separated by commas. Empty: "
        "no reminder.",
    )
    prepaid_suspend_days = fields.Integer(
        "Suspend After",
        help="A contract with a refill that is unpaid for so many days is suspended "
        "until it is paid. 0: never.",
    )

    _check_prepaid_suspend_days = models.Constraint(
        "CHECK (COALESCE(prepaid_suspend_days, 0) >= 0)",
        "The days until an unpaid contract is suspended must not be negative.",
    )

    @api.constrains("prepaid_retry_days", "prepaid_reminder_days")
    def _check_prepaid_days(self):
        self._check_prepaid_day_lists("prepaid_retry_days", "prepaid_reminder_days")

    def _check_prepaid_day_lists(self, *names):
        """Refuse lists of days that nobody could read, such as "soon"."""
        for company in self:
            for text in (company[name] for name in names):
                days = (text or "").replace(" ", "")
                if days and not DAYS.fullmatch(days):
                    raise ValidationError(
                        self.env._(
                            "Write the days of %(company)s as numbers with commas, for "
                            "example 1,3,7: “%(days)s” is none.",
                            company=company.name,
                            days=text,
                        )
                    )

    def _get_prepaid_retry_days(self):
        """Return the days between the tries of a refused charge, in order."""
        return read_days(self.prepaid_retry_days)

    def _get_prepaid_reminder_days(self):
        """Return the days after the due date on which clients are reminded."""
        return read_days(self.prepaid_reminder_days)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_retry_days = fields.Char(
        related="company_id.prepaid_retry_days", readonly=False
    )
    prepaid_reminder_days = fields.Char(
        related="company_id.prepaid_reminder_days", readonly=False
    )
    prepaid_suspend_days = fields.Integer(
        related="company_id.prepaid_suspend_days", readonly=False
    )
