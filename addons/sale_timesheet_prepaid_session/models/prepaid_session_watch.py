from datetime import timedelta
from operator import methodcaller

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.sale_timesheet_prepaid.cron import run_each

from .prepaid_session_pay import RINGING
from .prepaid_session_secure import CARD_KEPT, KEPT

WARNED_BEFORE = timedelta(minutes=2)


class PrepaidSession(models.Model):
    """What happens by the clock: the warning, the limit, what nobody came to."""

    _inherit = "prepaid.session"

    @api.model
    def _cron_watch(self):
        """Warn, stop and expire what is due now, one by one."""
        now = fields.Datetime.now()
        running = Domain("state", "=", "running")
        warned = running & Domain("is_warned", "=", False)
        warned &= Domain("stop_at", "<=", now + WARNED_BEFORE)
        waiting = Domain("state", "in", ("draft", "accepted"))
        missed = Domain("state", "=", "secured")
        missed &= Domain("planned_stop", "<=", now - KEPT) | (
            Domain("is_call", "=", True) & Domain("secured_at", "<=", now - RINGING)
        )
        jobs = (
            (warned, "_warn"),
            (running & Domain("stop_at", "<=", now), "_stop_at_limit"),
            (waiting & Domain("date_expiry", "<=", now), "_expire"),
            (missed, "_expire"),
            (self._get_old_cards_domain(now), "_end_before_card"),
        )
        for domain, verb in jobs:
            run_each(
                self.search(domain, order="id"),
                methodcaller(verb),
                domain,
                lambda session, reason: reason and session._tell_fault(reason),
            )

    @api.model
    def _get_old_cards_domain(self, now):
        """Sessions whose amount on a card lapses within a day."""
        old = Domain("transaction_ids.state", "=", "authorized")
        old &= Domain("transaction_ids.create_date", "<=", now - CARD_KEPT)
        return old & Domain("state", "in", ("accepted", "secured", "running"))

    def _plan_watch(self):
        """Wake the cron for the warning and for the limit."""
        if self.stop_at:
            self._wake("watch", self.stop_at - WARNED_BEFORE)
            self._wake("watch", self.stop_at)

    def _warn(self):
        """Tell both sides that what is secured is nearly used up."""
        self.is_warned = True
        self._tell_page()

    def _stop_at_limit(self):
        """End a talk whose secured amount is used up, whoever forgot it."""
        self._stop("limit")
        self._tell_page()

    def _end_before_card(self):
        """Charge or give back what a card would lose by itself."""
        if self.state == "running":
            self._stop("limit")
        else:
            self._expire()

    def _tell_page(self):
        """Tell the open pages of both sides to look again; see `bus`."""
        for session in self:
            session.user_id._bus_send("prepaid.session", {"id": session.id})
