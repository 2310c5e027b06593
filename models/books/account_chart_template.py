from odoo import models


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def _post_load_data(self, template_code, company, template_data):
        """Override of `account`: charts loaded later get their deferral too."""
        result = super()._post_load_data(template_code, company, template_data)
        (company or self.env.company)._setup_prepaid_accounts()
        return result
