from odoo import fields, models

from odoo.addons.sale_timesheet_prepaid.metering import to_units


class PrepaidContract(models.Model):
    """What a client may book against the credit of a contract."""

    _inherit = "prepaid.contract"

    service_request_ids = fields.One2many("prepaid.service.request", "contract_id")

    def _get_services(self):
        """Return the services that this contract offers now. Call it in sudo."""
        self.ensure_one()
        services = self.env["product.template"]
        companies = [False, self.company_id.id]
        if self.state != "active":
            return services
        return services.search(
            [
                ("is_prepaid_service", "=", True),
                ("prepaid_service_plan_ids", "in", self.plan_id.ids),
                ("company_id", "in", companies),
                ("prepaid_service_project_id.active", "=", True),
                (
                    "prepaid_service_project_id.company_id",
                    "in",
                    [False, self.company_id.id],
                ),
            ]
        )

    def _has_credit_for(self, service):
        """Tell whether a service can be set aside now. Call it in sudo."""
        room = self._get_hold_room(
            service.prepaid_service_usage_type_id, service.prepaid_service_project_id
        )
        return room is None or to_units(service.prepaid_service_quantity) <= room
