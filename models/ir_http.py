from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """Override of `http_routing`: scripts speak the language of the visitor."""
        modules = super()._get_translation_frontend_modules_name()
        return [*modules, "sale_timesheet_prepaid"]
