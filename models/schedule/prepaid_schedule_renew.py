from datetime import timedelta
from operator import methodcaller

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...cron import run_each
from . import spans as days
from .periods import ONE_DAY

POSTED_MODES = ("posted_invoice", "charge")


class PrepaidSchedule(models.Model):
    """How periods are billed as they begin, each once, however late."""

    _inherit = "prepaid.schedule"

    # === ACTION METHODS === #

    def action_start(self):
        """Bill the first period, and all that have begun since."""
        for schedule in self:
            schedule.check_access("write")
            schedule._check_startable()
            schedule.sudo()._start()
        return True

    # === BUSINESS METHODS === #

    def _check_startable(self):
        self._check_draft()
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "%(schedule)s sells nothing yet. Add what is to be billed.",
                    schedule=self.display_name,
                )
            )
        if self.contract_id.state != "active":
            raise UserError(
                self.env._(
                    "The contract %(contract)s is not active. Activate it before you "
                    "start its schedule.",
                    contract=self.contract_id.name,
                )
            )

    def _start(self):
        self.line_ids.date_from = self.date_start
        self.write({"state": "running", "next_date": self.date_start})
        self._renew()

    @api.model
    def _cron_renew(self):
        """Bill the periods that begin, and grant the credit of months that begin.

        Idle schedules are not looked at. Two workers never bill a period twice: the
        schedule is locked, and what was billed is claimed.
        """
        tomorrow = fields.Date.today() + timedelta(days=1)
        domain = Domain("state", "=", "running") & Domain("next_date", "<=", tomorrow)
        run_each(
            self.search(domain),
            methodcaller("_renew"),
            domain,
            lambda schedule, reason: schedule.contract_id._keep_fault(
                "schedule", reason
            ),
        )
        self._bring_prices()
        self.env["prepaid.schedule.claim"]._begin()

    def _renew(self):
        """Bill each period that has begun, by the company's day. Safe to repeat."""
        schedule = self.with_company(self.company_id)
        today = schedule._get_today()
        while schedule.state == "running" and schedule.next_date <= today:
            schedule._renew_once()

    def _renew_once(self):
        day = self.next_date
        if self.date_end and day > self.date_end:
            self.state = "ended"
            return
        self._apply_prices(day)
        spans = self._get_spans()
        gaps = self._choose(self._get_gaps(spans, day + ONE_DAY), is_renewal=True)
        self._bill(spans, gaps)
        self.next_date = self._get_next_date(spans, day)

    def _get_next_date(self, spans, day):
        """Return the first day after ``day`` on which a period begins."""
        grid = self._get_grid()
        months = {each.months for each in days.get_wanted(spans, day)}
        months |= {s.wanted.months for s in spans if s.first > day}
        return min(
            grid.get_horizon(day + ONE_DAY, each) + ONE_DAY
            for each in months | {grid.months}
        )

    def _bill(self, spans, gaps):
        """Put gaps on an order and bring it on its way; return the order, or none."""
        if not gaps:
            return self.env["sale.order"]
        order = self._create_order(spans, gaps)
        if order.amount_total < 0:
            self._credit(order)
        else:
            self._bring_on(order)
        return order

    def _bring_on(self, order):
        """Let the order go the way of a refill."""
        contract = self.contract_id
        refill = self.env["prepaid.refill"].create(
            {
                "contract_id": contract.id,
                "schedule_id": self.id,
                "sale_order_id": order.id,
                "mode": contract.refill_mode,
                "is_scheduled": True,
            }
        )
        order.order_line.prepaid_claim_ids.refill_id = refill
        refill._attempt()

    def _credit(self, order):
        """Make the credit note of what is given back; post it where invoices are."""
        order.action_confirm()
        moves = order._create_invoices(final=True)
        if self.contract_id.refill_mode in POSTED_MODES:
            moves._post_and_send()


class PrepaidScheduleClaim(models.Model):
    _inherit = "prepaid.schedule.claim"

    @api.model
    def _begin(self):
        """Grant the credit of periods that have begun, where its document stands."""
        domain = Domain("is_begun", "=", False)
        domain &= Domain("date_from", "<=", fields.Date.today() + timedelta(days=1))
        run_each(
            self.search(domain),
            methodcaller("_begin_one"),
            domain,
            lambda claim, reason: claim.schedule_id.contract_id._keep_fault(
                "schedule grant", reason
            ),
        )

    def _begin_one(self):
        if self.date_from > self.company_id._get_prepaid_today():
            return
        self.is_begun = True
        self.sale_line_id._sync_pack_lines()
        lines = self.sale_line_id.invoice_lines
        lines.filtered(lambda line: line.prepaid_sold)._sync_pack_lines()
