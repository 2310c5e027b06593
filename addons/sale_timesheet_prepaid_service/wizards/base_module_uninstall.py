from odoo import api, models

from ..hooks import ADDON
from ..models.prepaid_service_request import OPEN


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    @api.model
    def _get_prepaid_losses(self):
        """Override: requests go, open ones end; products are no services any more."""
        requests = self.env["prepaid.service.request"]
        products = self.env["product.template"].with_context(active_test=False)
        counts = {
            "requests": requests.search_count([]),
            "open": requests.search_count([("state", "in", OPEN)]),
            "services": products.search_count([("is_prepaid_service", "=", True)]),
        }
        text = self.env._(
            "%(requests)s service requests are deleted. %(open)s of them are open: "
            "they end, their clients are told, and the credit that is set aside for "
            "them is free again. %(services)s products can no longer be booked "
            "against credit. Tickets, and timesheets with what they drew, stay.",
            **counts,
        )
        return super()._get_prepaid_losses() | {ADDON: any(counts.values()) and text}
