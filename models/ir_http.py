from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """Override of `http_routing`: the shop's scripts speak the visitor's language."""
        modules = super()._get_translation_frontend_modules_name()
        return [*modules, "sale_timesheet_prepaid"]
