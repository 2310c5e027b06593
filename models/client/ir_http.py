from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client, without a request of its own, whom it shows a meter."""
        return super().session_info() | {
            "has_prepaid_meter": self.env.user.has_group(
                "hr_timesheet.group_hr_timesheet_user"
            )
        }

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """Override of `http_routing`: scripts speak the language of the visitor."""
        modules = super()._get_translation_frontend_modules_name()
        return [*modules, "sale_timesheet_prepaid"]
