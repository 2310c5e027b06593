"""Tickets that clients open without credit, told again as plainly as possible."""

AT_ZERO = {"warn": "warned", "wait": "waiting", "stop": "refused"}


class Desk:
    """One client's credit, and what became of each ticket."""

    def __init__(self, policy):
        self.policy = policy
        self.credit = self.debt = 0
        self.tickets = []
        self.emergencies = set()

    @property
    def is_closed(self):
        return self.policy != "open" and self.credit <= 0

    def grant(self, minutes):
        paid = min(self.debt, minutes)
        self.debt -= paid
        self.credit += minutes - paid

    def open(self, is_emergency):
        state = False
        if self.is_closed:
            state = "emergency" if is_emergency else AT_ZERO[self.policy]
        if is_emergency:
            self.emergencies.add(len(self.tickets))
        self.tickets.append(state)

    def call_emergency(self, index):
        self.emergencies.add(index)
        if self.tickets[index] in ("waiting", "refused"):
            self.tickets[index] = "emergency"

    def accept(self, index):
        self.tickets[index] = "accepted"

    def work(self, index, minutes):
        """Tell whether the work may be logged, and log it."""
        missing = max(minutes - self.credit, 0)
        may_owe = self.policy != "open" and index in self.emergencies
        if missing and not may_owe:
            return False
        self.credit -= minutes - missing
        self.debt += missing
        return True

    def look(self):
        """Let in what waits, as the cron does."""
        if not self.is_closed:
            self.tickets = [
                "accepted" if state == "waiting" else state for state in self.tickets
            ]
