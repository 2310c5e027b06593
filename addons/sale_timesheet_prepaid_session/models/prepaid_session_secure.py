from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import to_quantity, to_units

# How long a place waits for the client to pay or sign in.
WAITING = timedelta(minutes=30)
# How long credit is kept after the planned end: nobody may have started in time.
KEPT = timedelta(hours=24)
# Card networks keep an amount for seven days; a day for whoever is late.
CARD_KEPT = timedelta(days=6)


class PrepaidSession(models.Model):
    """What secures a talk: credit, an amount on a card, or a promise."""

    _inherit = "prepaid.session"

    # === SECURING === #

    def _secure(self):
        """Set the contract's credit aside, once; raise CreditShort where it is gone."""
        self._check_state("accepted", "secured")
        if self.state == "secured":
            return
        self.secured_by = "contract"
        self._hold(self._get_most())
        self._secured()

    def _hold(self, quantity):
        """Set so much more of the contract's credit aside for this session."""
        if not to_units(quantity):
            return
        expiry = (self.planned_stop or fields.Datetime.now()) + KEPT
        hold = self.contract_id._hold(
            quantity,
            expiry,
            name=self._get_title(),
            reference=f"{self.name}-{len(self.hold_ids) + 1}",
            usage_type_id=self.usage_type_id.id,
            project_id=self.project_id.id,
            user_id=self.user_id.id,
            requester_id=self.partner_id.id,
        )
        hold.session_id = self
        self.secured_amount = to_quantity(
            to_units(self.secured_amount) + to_units(hold.quantity)
        )

    def _secure_by_card(self):
        """Count what cards hold for this session. Safe to repeat.

        What is held for a session that ended meanwhile is given back.
        """
        for session in self:
            held = session.transaction_ids.filtered(lambda tx: tx._is_prepaid_held())
            amount = session.currency_id.round(sum(held.mapped("amount")))
            if session.state in ("accepted", "secured", "running"):
                cap = max(session.cap_amount, amount)
                vals = {"secured_amount": amount, "cap_amount": cap}
                session.write(vals | {"secured_by": "card", "is_warned": False})
                if session.state == "accepted" and session._is_enough(amount):
                    session._secured()
                elif session.state == "secured" and not session._is_enough(amount):
                    session._lose_card()
                session._follow_clock()
            elif held:
                session._wake("collect")

    def _lose_card(self):
        """Wait for another card: the network let go what it held."""
        expiry = fields.Datetime.now() + WAITING
        self.write({"state": "accepted", "date_expiry": expiry})
        self._wake("watch", expiry)
        self._tell_fault(
            self.env._(
                "The client's card holds nothing any more. They can secure the talk "
                "again on its page; otherwise its time is free soon."
            )
        )

    def _is_enough(self, amount):
        return self.currency_id.compare_amounts(amount, self.cap_amount) >= 0

    def _secure_by_token(self, token):
        """Charge a saved card afterwards: no more than the cap that was accepted."""
        self._check_state("accepted", "secured")
        if self.state == "secured":
            return
        payer, owner = self.partner_id, token.partner_id
        if payer.commercial_partner_id != owner.commercial_partner_id:
            raise UserError(self.env._("This payment method is somebody else's."))
        self.write({"secured_by": "token", "token_id": token.id})
        self._secured()

    def _secure_by_link(self):
        """Trust a client who is known: the invoice is paid by its link."""
        self._check_state("accepted", "secured")
        if self.state == "accepted":
            self.secured_by = "link"
            self._secured()

    def _secured(self):
        """Give the session its ticket, and tell both sides."""
        self.write({"state": "secured", "date_expiry": False})
        if not self.task_id:
            self.task_id = self.env["project.task"].create(self._prepare_task_vals())
        self._wake("watch", self.planned_stop + KEPT if self.planned_stop else None)
        self._tell_secured()

    def _tell_secured(self):
        """Tell both sides that the talk is booked; a hook for mails and calendars."""

    def _prepare_task_vals(self):
        return {
            "name": self._get_title(),
            "project_id": self.project_id.id,
            "partner_id": self.partner_id.id,
            "user_ids": self.user_id.ids,
            "usage_type_id": self.usage_type_id.id,
            "company_id": self.company_id.id,
            "description": self.subject,
        }

    def _get_title(self):
        """Return what the talk is called on tickets, holds and invoices."""
        title = self.offer_id.name or self.usage_type_id.name
        return f"{title} · {self.partner_id.name} · {self.name}"

    # === WHO MAY PAY HOW === #

    def _may_hold_card(self):
        """Tell whether a card can keep the amount until the talk is over."""
        stop = self.planned_stop or fields.Datetime.now()
        return stop <= fields.Datetime.now() + CARD_KEPT
