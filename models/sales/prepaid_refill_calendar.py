from datetime import timedelta
from operator import methodcaller

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each


class PrepaidRefill(models.Model):
    """Refills that a day starts, or that wait for one."""

    _inherit = "prepaid.refill"

    @api.model
    def _cron_refill(self):
        """Override: start those of the calendar too; each company has its own today."""
        tomorrow = fields.Date.today() + timedelta(days=1)
        domain = (
            Domain("refill_next_date", "<=", tomorrow)
            & Domain("refill_trigger", "in", ("schedule", "both"))
            & Domain("state", "=", "active")
        )
        run_each(
            self.env["prepaid.contract"].search(domain),
            methodcaller("_refill_by_calendar"),
            domain,
            lambda contract, reason: contract._keep_fault("calendar", reason),
        )
        return super()._cron_refill()

    def _wait_for_pause(self):
        """Leave a refill until the contract's pause is over."""
        until = self.contract_id.refill_pause_until
        date_next = self.company_id._get_prepaid_day_start(until)
        reason = self.env._("Paused until %(date)s.", date=self._format_day(until))
        self.write({"reason": reason, "date_next": date_next})
        self._wake_refills(date_next)
