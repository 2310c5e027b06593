from odoo import fields, models

from odoo.addons.sale_timesheet_prepaid.metering import to_units


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    request_ids = fields.One2many(
        "prepaid.request", "contract_id", "Service Requests", readonly=True
    )

    def _get_offered_services(self):
        """Return the services (product.product) that its client can book now."""
        self.ensure_one()
        if not self._is_drawable(self._get_today()):
            return self.env["product.product"]
        templates = self.env["product.template"].search(
            [
                ("is_prepaid_service", "=", True),
                ("prepaid_service_plan_ids", "in", self.plan_id.ids),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            order="sequence, name",
        )
        return templates.product_variant_id

    def _has_credit_for(self, product):
        """Tell whether what is free today is enough for a service."""
        room = self._get_hold_room()
        return room is None or to_units(product.prepaid_service_quantity) <= room
