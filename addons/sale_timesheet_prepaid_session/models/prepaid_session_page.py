from odoo import fields, models

from odoo.addons.sale_timesheet_prepaid.metering import round_half_up, to_units
from odoo.addons.sale_timesheet_prepaid.models.contract.access import reads_papers

from .prepaid_session_price import SECONDS_PER_MINUTE

# What both sides see of a session: who has its page open looks again.
SHOWN = frozenset(
    ("state", "stop_at", "is_warned", "planned_start", "planned_minutes", "user_id")
)
# What can be asked for while the talk goes on, in minutes.
EXTENSIONS = (15, 30)


class PrepaidSession(models.Model):
    """What the page of a session shows: the server's clock, and what it comes to."""

    _inherit = "prepaid.session"

    # === CRUD METHODS === #

    def write(self, vals):
        """Override: pages that are open look again."""
        result = super().write(vals)
        if vals.keys() & SHOWN:
            self.sudo()._tell_page()
        return result

    def _tell_page(self):
        """Override: the client's page looks again as well, where they are signed in."""
        result = super()._tell_page()
        for session in self:
            session.partner_id._bus_send("prepaid.session", {"id": session.id})
        return result

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Override of `mail`: the letters to the client tell prices."""
        if message_operation == "read" and not reads_papers(self.env):
            return {}
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    # === ACTION METHODS === #

    def action_open_page(self):
        """Show the page of the talk as its own people see it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.access_url, "target": "new"}

    # === THE CLOCK, AS DATA === #

    def _get_live(self, has_prices):
        """Return what the page shows now, fit for JSON; seconds are the server's.

        ``key`` changes when the page must be read anew.
        """
        self.ensure_one()
        live = {
            "key": self._get_page_key(),
            "state": self._get_clock_state(),
            "seconds": 0,
            "left": self._get_seconds_until(self.stop_at),
            "starts_in": self._get_seconds_until(self.planned_start),
        }
        if self.state == "running":
            live["seconds"] = self.meter_id._get_seconds()
            live |= self._get_so_far(has_prices)
        return live

    def _get_page_key(self):
        parts = (
            self._get_clock_state(),
            self.planned_start,
            self.planned_minutes,
            self.user_id.id,
            self._is_absent(),
            self.invoice_id.payment_state,
        )
        return "|".join(map(str, parts))

    def _get_clock_state(self):
        """Return the state for the page: one that runs may be paused."""
        is_paused = self.state == "running" and self.meter_id.state != "running"
        return "paused" if is_paused else self.state

    def _get_seconds_until(self, moment):
        if not moment:
            return None
        return int((moment - fields.Datetime.now()).total_seconds())

    def _get_so_far(self, has_prices):
        """Return the minutes and the amount as if it were stopped now."""
        facts = self._measure(self._get_talked_minutes(), self._get_charge())
        so_far = {"free": facts.get("free", 0), "due": facts["metered"]}
        if has_prices:
            so_far["amount"] = self._format_total(self._get_total(facts["due"]))
        return so_far

    # === WHAT THE PAGE OFFERS === #

    def _get_extensions(self):
        """Return [(minutes, what more they take at most)] that may be asked for."""
        if self.state != "running":
            return []
        return [
            (minutes, self._format_total(self._get_extension(minutes)))
            for minutes in EXTENSIONS
        ]

    def _is_extended_by_card(self, minutes):
        """Tell whether more minutes need more on the client's card."""
        return self.secured_by == "card" and bool(
            to_units(self._get_extension(minutes))
        )

    def _has_saved_card(self):
        return bool(self.transaction_ids.token_id)

    def _get_pay_url(self):
        """Return where the client pays what is still owed, if anything."""
        move = self.invoice_id
        is_owed = move.state == "posted" and move.amount_residual > 0
        if not is_owed or (self.state == "done" and self.secured_by != "link"):
            return False
        return move._get_portal_payment_link()

    def _get_lasted(self):
        """Return the whole minutes on the clock of a talk that is over."""
        seconds = self.meter_id._get_seconds()
        return int(round_half_up(seconds / SECONDS_PER_MINUTE))
