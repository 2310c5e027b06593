"""A contract that sets credit aside, told again as plainly as possible."""

from .naive import Refused


class Work:
    def __init__(self, credit, debt):
        self.credit, self.debt = credit, debt


class Hold:
    def __init__(self, minutes):
        self.minutes, self.posted, self.state = minutes, 0, "held"


class Contract:
    """Credit that never expires, debt up to a limit (None: none), and holds."""

    def __init__(self, allow, limit):
        self.allow, self.limit = allow, limit
        self.credit = self.debt = 0
        self.holds, self.works = [], []

    @property
    def held(self):
        return sum(hold.minutes for hold in self.holds if hold.state == "held")

    @property
    def free(self):
        return max(self.credit - self.held, 0)

    @property
    def promised(self):
        return max(self.held - self.credit, 0)

    def settle(self):
        paid = min(self.debt, self.free)
        self.credit -= paid
        self.debt -= paid

    def grant(self, minutes):
        self.credit += minutes
        self.settle()

    def hold(self, minutes):
        room = self.credit - self.held - self.debt
        if self.allow:
            room += self.limit or 10**6
        if minutes > room:
            raise Refused
        self.holds.append(Hold(minutes))

    def end(self, hold, state, minutes=0):
        hold.state, hold.posted = state if not minutes else "posted", minutes
        paid = min(self.credit, minutes)
        self.credit -= paid
        self.debt += minutes - paid
        return Work(paid, minutes - paid)

    def post(self, hold, minutes):
        if hold.state != "held" or minutes > hold.minutes:
            raise Refused
        work = self.end(hold, "released", minutes)
        self.settle()
        return work

    def free_hold(self, hold, state):
        if hold.state == "held":
            self.end(hold, state)
            self.settle()

    def work(self, minutes, hold=None):
        """Log work: what a hold set aside first, then what is free, then debt."""
        first = Work(0, 0)
        if hold:
            if hold.state != "held":
                raise Refused
            first = self.end(hold, "released", min(minutes, hold.minutes))
            minutes -= hold.posted
        paid = min(self.free, minutes)
        self.credit -= paid
        unpaid = minutes - paid
        self.debt += unpaid
        if unpaid and not self.is_allowed():
            raise Refused
        if hold:
            self.settle()
        self.works.append(Work(first.credit + paid, first.debt + unpaid))

    def is_allowed(self):
        return self.allow and (
            not self.limit or self.debt + self.promised <= self.limit
        )

    def delete(self, work):
        back = min(self.debt, work.debt)
        self.debt -= back
        self.credit += work.credit + work.debt - back
        self.works.remove(work)

    def take(self, minutes):
        if minutes > self.credit or (self.held and minutes > self.credit - self.held):
            raise Refused
        self.credit -= minutes
