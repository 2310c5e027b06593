from datetime import timedelta

from pytz import utc

from odoo import fields, models


class PrepaidResponse(models.Model):
    """A promise to answer a ticket in time, at a factor that the client accepts."""

    _name = "prepaid.response"
    _description = "Prepaid Response Commitment"
    _inherit = ["prepaid.guarded", "prepaid.in.use"]
    _order = "plan_id, hours, id"

    _prepaid_user_fields = {"plan_id", "name", "hours", "is_business_hours", "factor"}

    plan_id = fields.Many2one(
        "prepaid.plan", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(
        required=True, translate=True, help="For example: answered within 2 hours."
    )
    hours = fields.Float("Within (hours)", required=True)
    is_business_hours = fields.Boolean(
        "In Business Hours", help="Only the business hours of the plan count."
    )
    factor = fields.Float(
        required=True,
        default=1.0,
        help="Times the rate of all work on the ticket. Not charged when the answer "
        "came later than promised.",
    )

    _check_terms = models.Constraint(
        "CHECK (hours > 0 AND factor >= 0)",
        "A response commitment needs hours above 0 and a factor that is not negative.",
    )

    def _get_deadline(self, requested_at):
        """Return the moment (naive UTC) until which an answer keeps the promise."""
        calendar = self.plan_id.calendar_id
        if self.is_business_hours and calendar:
            start = utc.localize(requested_at)
            deadline = calendar.plan_hours(self.hours, start, compute_leaves=True)
            if deadline:
                return deadline.astimezone(utc).replace(tzinfo=None)
        return requested_at + timedelta(hours=self.hours)
