from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..contract.access import PRICE_GROUPS
from ..contract.race import take_turn
from .periods import ONE_DAY


class PrepaidSchedule(models.Model):
    """Days whose order was cancelled: seen, and billed again when somebody says so."""

    _inherit = "prepaid.schedule"

    off_text = fields.Text(compute="_compute_off_text", groups=PRICE_GROUPS)

    @api.depends("claim_ids.sale_line_id.state")
    @api.depends_context("lang")
    def _compute_off_text(self):
        for schedule in self:
            notes = [
                self.env._(
                    "Not billed: %(product)s, %(first)s to %(last)s. Its order was "
                    "cancelled.",
                    product=claim.product_id.display_name,
                    first=format_date(self.env, claim.date_from),
                    last=format_date(self.env, claim.date_to),
                )
                for claim in schedule.claim_ids.filtered("is_off")
            ]
            schedule.off_text = "\n".join(notes) or False

    def action_bill_again(self):
        """Bill the days whose order was cancelled, and show the document."""
        self.ensure_one()
        self.check_access("write")
        order = self.sudo()._bill_again()
        return order._get_schedule_document_action()

    def _bill_again(self):
        take_turn(self)
        off = self.claim_ids.filtered("is_off")
        if not off:
            raise UserError(
                self.env._(
                    "All days of %(schedule)s are billed.", schedule=self.display_name
                )
            )
        off.unlink()
        spans = self._get_spans()
        gaps = self._get_gaps(spans, self.next_date or self._get_today() + ONE_DAY)
        return self._bill(spans, self._choose(gaps, is_renewal=True))
