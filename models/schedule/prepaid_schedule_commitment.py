from odoo import api, fields, models

from ..sales.anchored import following
from .periods import ONE_DAY


class PrepaidSchedule(models.Model):
    """For how long a client has promised to take what the schedule sells."""

    _inherit = "prepaid.schedule"

    _prepaid_user_fields = {"commitment_months"}

    commitment_months = fields.Integer(
        "Committed For",
        tracking=True,
        help="So many months from its start the client takes it at least: it stops at "
        "the end of them, or later. 0: no commitment.",
    )
    date_committed = fields.Date(
        "Committed Until", compute="_compute_date_committed", store=True
    )

    _check_commitment = models.Constraint(
        "CHECK (COALESCE(commitment_months, 0) >= 0)",
        "The months of a commitment must not be negative.",
    )

    @api.depends("date_start", "anchor_day", "commitment_months")
    def _compute_date_committed(self):
        for schedule in self:
            months = schedule.commitment_months
            start = schedule.date_start
            schedule.date_committed = (
                months and start and following(start, months, start.day) - ONE_DAY
            )

    def _is_committed_on(self, day):
        """Tell whether the client promised to take it on a day."""
        return bool(self.date_committed and day <= self.date_committed)

    def _is_far_enough(self, last, today):
        """Override: a term does not end within the commitment."""
        is_over = not self._is_committed_on(last + ONE_DAY)
        return is_over and super()._is_far_enough(last, today)
