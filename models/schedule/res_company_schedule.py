from odoo import api, fields, models

from ..charging.res_company_charge import read_days


class ResCompany(models.Model):
    """When clients are reminded of what their schedules do."""

    _inherit = "res.company"

    _prepaid_user_fields = {"prepaid_renewal_days", "prepaid_commitment_days"}

    prepaid_renewal_days = fields.Char(
        "Remind of Renewals",
        default="30,60",
        help="Days before a yearly renewal, separated by commas. Empty: no reminder. "
        "Those that are too late for the client to stop are counted before that day.",
    )
    prepaid_commitment_days = fields.Char(
        "Remind of Commitments",
        default="60",
        help="Days before a commitment ends, separated by commas. Empty: no reminder.",
    )

    @api.constrains("prepaid_renewal_days", "prepaid_commitment_days")
    def _check_prepaid_lead_days(self):
        self._check_prepaid_day_lists("prepaid_renewal_days", "prepaid_commitment_days")

    def _get_prepaid_leads(self, kind):
        """Return the days before a renewal or the end of a commitment, ascending."""
        return read_days(self[f"prepaid_{kind}_days"])

    @api.model
    def _get_prepaid_longest_lead(self, kind):
        """Return the most days before it that any company tells its clients."""
        name = f"prepaid_{kind}_days"
        texts = self._read_group([(name, "!=", False)], [name])
        return max((lead for (text,) in texts for lead in read_days(text)), default=0)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_renewal_days = fields.Char(
        related="company_id.prepaid_renewal_days", readonly=False
    )
    prepaid_commitment_days = fields.Char(
        related="company_id.prepaid_commitment_days", readonly=False
    )
