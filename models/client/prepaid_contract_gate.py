from odoo import fields, models
from odoo.fields import Domain

from ...metering import to_quantity, to_units
from ..ledger.short import CreditShort

# What moves the credit that is left for new tickets.
FIGURES = {"balance", "held", "debt", "state", "plan_id"}


class PrepaidContract(models.Model):
    """What new tickets of a client meet when no credit is left.

    The gate is closed while nothing can be drawn: no credit is left and, where the
    plan books debt, its limit is reached. What it turned away or let wait is looked at
    again by the notice cron, which new credit wakes.
    """

    _inherit = "prepaid.contract"

    gate_met = fields.Boolean(
        readonly=True,
        copy=False,
        help="Clients opened tickets since nothing is left.",
    )
    gate_told_days = fields.Json(
        readonly=True,
        copy=False,
        help="Who was told since nothing is left, and when for the last time.",
    )

    # Used by the notice cron.
    _gate_met_idx = models.Index("(id) WHERE gate_met")

    # === CRUD METHODS === #

    def write(self, vals):
        """Override: credit that is there again lets waiting tickets in."""
        result = super().write(vals)
        if not FIGURES.isdisjoint(vals):
            self._wake_gate()
        return result

    # === BUSINESS METHODS === #

    def _get_gate(self, ticket):
        """Return how a new ticket is met now: ``open``, ``warn``, ``wait``, ``stop``.

        Nothing is asked where the plan takes tickets as always, or no contract pays.
        """
        policy = self.plan_id.new_ticket_policy or "open"
        if policy == "open":
            return policy
        # An emergency has room of its own, which is no credit.
        asked = ticket.browse() if ticket._is_emergency() else ticket
        units = self._get_gate_units(asked)
        return "open" if units is None or units > 0 else policy

    def _get_gate_units(self, ticket):
        """Return the units that work on a new ticket may draw; None: without limit.

        Called in sudo for a ticket, or none. The usual work of the ticket decides where
        credit pays for some work only.
        """
        if not self.scoped:
            return self._get_room(ticket)
        project = ticket.project_id
        return self._get_room(ticket, (project._get_usage_type(ticket, self), project))

    def _wake_gate(self):
        """Wake the cron where a gate that somebody met stands open now."""
        no_ticket = self.env["project.task"]
        met = self.filtered("gate_met")
        # Credit for some work only may be just what a ticket waits for.
        if any(c.scoped or c._get_gate(no_ticket) == "open" for c in met):
            self._wake_crons()

    def _get_gate_tickets(self, state):
        """Return the open tickets in a state of the gate, by model."""
        return [
            tickets
            for model in self.env["account.analytic.line"]._get_ticket_models()
            if (tickets := self.env[model]._find_gate_tickets(self, state))
        ]

    # === EMERGENCIES === #

    def _allow_debt(self, demand, unpaid, debt, consents):
        """Override: work on an emergency goes beyond the credit, up to the limit."""
        try:
            return super()._allow_debt(demand, unpaid, debt, consents)
        except CreditShort:
            is_emergency = self._serves_emergency(demand.line._get_ticket())
            if not (is_emergency and self._is_within_limit(debt + unpaid)):
                raise
            self._note_emergency(demand.line, unpaid)
            return []

    def _get_room(self, task, work=None):
        """Override: an emergency has what the limit of the debt leaves."""
        room = super()._get_room(task, work)
        if room is None or not self._serves_emergency(task):
            return room
        limit = self._get_debt_limit()
        if limit is None:
            return None
        return max(room, limit + to_units(self.available))

    def _serves_emergency(self, ticket):
        """Tell whether work on the ticket may go beyond the credit at once.

        Only where the plan says what happens to tickets without credit.
        """
        policy = self.plan_id.new_ticket_policy
        return policy not in (False, "open") and ticket.sudo()._is_emergency()

    def _note_emergency(self, line, unpaid):
        """Keep on the contract whose emergency went beyond its credit."""
        self.message_post(
            body=self.env._(
                "%(user)s booked “%(work)s” %(quantity)s beyond the credit: the ticket "
                "“%(ticket)s” is an emergency.",
                user=self.env.user.name,
                work=line.name,
                quantity=self._format_quantity(to_quantity(unpaid)),
                ticket=line._get_ticket().name,
            )
        )

    # === CRON === #

    def _get_notice_domains(self):
        """Override: look at what waits for credit."""
        return super()._get_notice_domains() | {"gate": Domain("gate_met", "=", True)}

    def _notify_gate(self):
        """Let in what waited for credit that is there now, and tell the client."""
        for contract in self:
            for tickets in contract._get_gate_tickets("waiting"):
                for ticket in tickets:
                    ticket._follow_gate()
            if contract._get_gate(self.env["project.task"]) == "open":
                contract._open_gate()

    def _open_gate(self):
        """Note that credit is there again: the next ticket without it is news."""
        self.write({"gate_met": False, "gate_told_days": False})
        self._note_answered("ticket", self.env._("Credit is there again."))
        refused = sum(map(len, self._get_gate_tickets("refused")))
        if refused:
            self.message_post(
                body=self.env._(
                    "Credit is there again. Refused requests that can be accepted now: "
                    "%(number)s",
                    number=refused,
                )
            )


class PrepaidApproval(models.Model):
    _inherit = "prepaid.approval"

    def _answer(self, is_approved, name, comment=""):
        """Override: extra time lets in the ticket that waits for it."""
        result = super()._answer(is_approved, name, comment)
        if is_approved and self.contract_id.gate_met:
            self.contract_id._wake_crons()
        return result
