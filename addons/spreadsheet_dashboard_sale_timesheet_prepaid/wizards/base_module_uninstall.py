from odoo import api, models

ADDON = "spreadsheet_dashboard_sale_timesheet_prepaid"


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    @api.model
    def _get_prepaid_losses(self):
        """Override: the dashboards go, as people changed them."""
        names = self.env["ir.model.data"].search_count(
            [("module", "=", ADDON), ("model", "=", "spreadsheet.dashboard")]
        )
        text = self.env._(
            "%(count)s dashboards are deleted, with what was changed in them. The "
            "figures that they show stay in Prepaid Hours.",
            count=names,
        )
        return super()._get_prepaid_losses() | {ADDON: names and text}
