from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.sale_timesheet_prepaid.metering import QUANTITY_DIGITS, to_units


class ProductTemplate(models.Model):
    """A service that clients book against their credit: fixed, and told before."""

    _name = "product.template"
    _inherit = ["product.template", "prepaid.guarded"]

    _prepaid_user_fields = {
        "is_prepaid_service",
        "prepaid_service_plan_ids",
        "prepaid_service_quantity",
        "prepaid_service_hours",
        "prepaid_service_usage_type_id",
        "prepaid_service_project_id",
    }

    is_prepaid_service = fields.Boolean(
        "Booked Against Credit",
        help="Clients see it on their credit's page and book it there: it is set aside "
        "at booking and drawn at delivery, whatever the work takes.",
    )
    prepaid_service_plan_ids = fields.Many2many(
        "prepaid.plan",
        "prepaid_service_plan_rel",
        string="Offered under",
        help="Clients with a contract of these plans can book it.",
    )
    prepaid_service_quantity = fields.Float(
        "Takes",
        digits=QUANTITY_DIGITS,
        help="In the unit of the plans: minutes, or money.",
    )
    prepaid_service_hours = fields.Float(
        "Answered within (hours)",
        help="Business hours of the plan, where it has any. 0: nothing is promised.",
    )
    prepaid_service_usage_type_id = fields.Many2one(
        "prepaid.usage.type", "Kind of Work", ondelete="restrict"
    )
    prepaid_service_project_id = fields.Many2one(
        "project.project",
        "Tickets in",
        ondelete="restrict",
        domain="[('allow_timesheets', '=', True), ('is_template', '=', False)]",
    )

    @api.constrains(
        "is_prepaid_service",
        "is_prepaid_pack",
        "prepaid_service_plan_ids",
        "prepaid_service_quantity",
        "prepaid_service_project_id",
    )
    def _check_prepaid_service(self):
        for product in self.filtered("is_prepaid_service"):
            if problem := product._get_prepaid_service_problem():
                raise ValidationError(f"{product.display_name}: {problem}")

    def _get_prepaid_service_problem(self):
        """Return what keeps the service from being booked, for people, or False."""
        plans = self.prepaid_service_plan_ids
        if self.is_prepaid_pack:
            return self.env._("A pack brings credit, a service takes it. Choose one.")
        if not plans or not self.prepaid_service_project_id:
            return self.env._(
                "Name the plans that offer it, and the project of its tickets."
            )
        if len(set(plans.mapped("unit"))) > 1:
            return self.env._("Plans in minutes and in money cannot share a service.")
        if len(plans.currency_id) > 1:
            return self.env._("Plans of several currencies cannot share a service.")
        units = to_units(self.prepaid_service_quantity)
        step = to_units(plans[0].currency_id.rounding if plans.currency_id else 1)
        if units <= 0 or units % step:
            return self.env._("It takes whole minutes, or cents: more than none.")
        return False
