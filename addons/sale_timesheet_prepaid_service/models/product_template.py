from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.sale_timesheet_prepaid.metering import QUANTITY_DIGITS

# Clients of projects that are seen by nobody outside cannot follow their ticket.
VISIBLE = ("portal", "invited_users")


class ProductTemplate(models.Model):
    """A service that clients book against their credit, at a fixed cost."""

    _inherit = "product.template"

    _prepaid_user_fields = {
        "is_prepaid_service",
        "prepaid_service_plan_ids",
        "prepaid_service_quantity",
        "prepaid_service_usage_type_id",
        "prepaid_service_project_id",
        "prepaid_service_hours",
        "prepaid_service_is_business_hours",
        "prepaid_service_days",
        "prepaid_service_needs_files",
    }

    is_prepaid_service = fields.Boolean(
        "Service against Credit",
        help="Clients with credit book it from their page. It is not sold.",
    )
    prepaid_service_plan_ids = fields.Many2many(
        "prepaid.plan",
        "prepaid_service_plan_rel",
        string="Offered by",
        help="Clients with a contract of these plans may book it.",
    )
    prepaid_service_quantity = fields.Float(
        "Fixed Cost",
        digits=QUANTITY_DIGITS,
        help="What it uses, in the plan's unit: minutes or money.",
    )
    prepaid_service_usage_type_id = fields.Many2one(
        "prepaid.usage.type", "Kind of Work", ondelete="restrict"
    )
    prepaid_service_project_id = fields.Many2one(
        "project.project",
        "Requests Become Tickets in",
        ondelete="restrict",
    )
    prepaid_service_hours = fields.Float(
        "Answered within (hours)", help="What the client is promised. 0: no promise."
    )
    prepaid_service_is_business_hours = fields.Boolean(
        "In Business Hours", default=True, help="Of the plan."
    )
    prepaid_service_days = fields.Integer(
        "Set Aside for (days)",
        default=14,
        help="What nobody has delivered by then ends, and the credit is free again.",
    )
    prepaid_service_needs_files = fields.Boolean("Needs a File")

    # === CONSTRAINT METHODS === #

    @api.constrains(
        "is_prepaid_service",
        "is_prepaid_pack",
        "prepaid_service_plan_ids",
        "prepaid_service_quantity",
        "prepaid_service_project_id",
        "prepaid_service_hours",
        "prepaid_service_days",
        "sale_ok",
        "type",
    )
    def _check_is_prepaid_service(self):
        for service in self.filtered("is_prepaid_service"):
            remedy = service._get_service_remedy()
            if remedy:
                raise ValidationError(
                    self.env._(
                        "The service %(service)s cannot be booked yet: %(remedy)s",
                        service=service.name,
                        remedy=remedy,
                    )
                )

    @api.onchange("is_prepaid_service")
    def _onchange_is_prepaid_service(self):
        if self.is_prepaid_service:
            self.type = "service"
            self.sale_ok = False

    # === BUSINESS METHODS === #

    def _get_service_remedy(self):
        """Return what keeps this product from being a service to book, or False."""
        self.ensure_one()
        plans, project = self.prepaid_service_plan_ids, self.prepaid_service_project_id
        remedies = [
            (
                self.is_prepaid_pack,
                self.env._("a pack is sold. Make a product of its own for it."),
            ),
            (self.type != "service", self.env._("make it a service.")),
            (
                self.sale_ok,
                self.env._("untick “Sales”. It is booked against credit, never sold."),
            ),
            (
                not plans or len(set(plans.mapped("unit"))) > 1,
                self.env._("choose plans that offer it, all of time or all of money."),
            ),
            (
                self.prepaid_service_quantity <= 0,
                self.env._("enter a fixed cost above 0."),
            ),
            (
                project.privacy_visibility not in VISIBLE or not project,
                self.env._(
                    "choose a project for its tickets that invited portal users see."
                ),
            ),
            (
                self.prepaid_service_hours < 0 or self.prepaid_service_days <= 0,
                self.env._("enter days above 0, and no negative hours."),
            ),
        ]
        return next((remedy for is_wrong, remedy in remedies if is_wrong), False)

    def _get_service_deadline(self, plan, requested_at):
        """Return the moment (naive UTC) that is promised to a client, or False."""
        hours = self.prepaid_service_hours
        if not hours:
            return False
        promise = self.env["prepaid.response"].new(
            {
                "plan_id": plan.id,
                "hours": hours,
                "is_business_hours": self.prepaid_service_is_business_hours,
            }
        )
        return promise._get_deadline(requested_at)

    def _get_service_promise(self):
        """Return what is promised, for people, or an empty text."""
        if not self.prepaid_service_hours:
            return ""
        hours = f"{self.prepaid_service_hours:g}"
        if self.prepaid_service_is_business_hours:
            return self.env._("answered within %(hours)s business hours", hours=hours)
        return self.env._("answered within %(hours)s hours", hours=hours)
