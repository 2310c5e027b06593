from odoo import api, models

from .events import shorten, tell_record


class PrepaidDispute(models.Model):
    """What clients ask is told to other programs."""

    _inherit = "prepaid.dispute"

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        for dispute in disputes:
            self.env["prepaid.webhook"]._note_fact(
                "question.asked", dispute.contract_id, dispute
            )
        return disputes

    def _prepare_fact(self, with_prices):
        """Return what a message says of a question (dict)."""
        return {
            "question": {
                "id": self.id,
                "text": shorten(self.reason),
                "asked_by": tell_record(self.partner_id),
                "work": {
                    "id": self.timesheet_id.id or None,
                    "date": self.date.isoformat(),
                    "text": shorten(self.work),
                    "worked_minutes": self.worked_minutes,
                    "used": self.contract_id._tell_quantity(self.quantity, with_prices),
                },
            }
        }
