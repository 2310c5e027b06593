from odoo import fields, models
from odoo.exceptions import AccessError

from .account_analytic_line_uncovered import ACCOUNT_MANAGER
from .uncovered import DECIDED


class DigestDigest(models.Model):
    _name = "digest.digest"
    _inherit = ["digest.digest", "prepaid.guarded"]

    _prepaid_user_fields = {"kpi_prepaid_uncovered"}

    kpi_prepaid_uncovered = fields.Boolean("Prepaid Work Not Covered")
    kpi_prepaid_uncovered_value = fields.Integer(
        compute="_compute_kpi_prepaid_uncovered_value", export_string_translation=False
    )

    def _compute_kpi_prepaid_uncovered_value(self):
        """Count the lines logged in the period that somebody still has to decide on."""
        if not self.env.user.has_group(ACCOUNT_MANAGER):
            raise AccessError(self.env._("Only account managers see this figure."))
        self._calculate_company_based_kpi(
            "account.analytic.line",
            "kpi_prepaid_uncovered_value",
            additional_domain=[
                ("prepaid_uncovered", "!=", False),
                ("prepaid_uncovered", "not in", DECIDED),
                ("prepaid_left_reason", "=", False),
            ],
        )

    def _compute_kpis_actions(self, company, user):
        """Override of `digest`: the figure leads to the list."""
        addon = "sale_timesheet_prepaid"
        menu = self.env.ref(f"{addon}.sale_timesheet_prepaid_menu_root").id
        action = f"{addon}.account_analytic_line_action_uncovered?menu_id={menu}"
        actions = super()._compute_kpis_actions(company, user)
        return actions | {"kpi_prepaid_uncovered": action}
