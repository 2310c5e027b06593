from odoo import api, models


class PrepaidJurisdiction(models.Model):
    """Agreements are compared again when a rule changes that they follow."""

    _inherit = "prepaid.jurisdiction"

    def _compare_agreements(self):
        cron = self.env.ref(
            "sale_timesheet_prepaid.prepaid_agreement_compare_cron",
            raise_if_not_found=False,
        )
        if cron:
            cron.sudo()._trigger()

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._compare_agreements()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._compare_agreements()
        return result

    def unlink(self):
        result = super().unlink()
        self._compare_agreements()
        return result
