from odoo import fields, models


class PrepaidPlan(models.Model):
    """How schedules of the plan's contracts are billed when they change."""

    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"schedule_change_policy", "schedule_validity"}

    schedule_change_policy = fields.Selection(
        [
            ("now", "At once: invoice what is more, credit what is less"),
            ("next", "With the next renewal"),
            ("never", "Invoice what is more at once, give nothing back"),
        ],
        "Changes in Mid-Period",
        required=True,
        default="now",
        help="How the days between a change and the next renewal are billed.",
    )
    schedule_validity = fields.Selection(
        [
            ("period", "Until its period ends"),
            ("pack", "As long as the pack says"),
        ],
        "Allowances Are Valid",
        required=True,
        default="period",
        help="Credit that a schedule brings. It rolls over as the plan says.",
    )
