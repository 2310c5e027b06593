"""The ledger told again, as plainly as possible, to compare with the real one."""

from datetime import date

DEBT = None


class Refused(Exception):
    """The plan does not allow this draw."""


class Grant:
    tier = None

    def __init__(self, number, quantity, start, expiry, kind="goodwill"):
        self.number, self.start, self.expiry = number, start, expiry
        self.quantity = self.remaining = quantity
        self.kind = kind

    def order(self):
        return (self.expiry or date.max, self.start, self.number)

    def is_valid(self, day):
        return self.start <= day and (not self.expiry or day <= self.expiry)


class Contract:
    def __init__(self, allow):
        self.allow = allow
        self.grants, self.debt, self.settled = [], 0, []

    @property
    def balance(self):
        return sum(grant.remaining for grant in self.grants) - self.debt

    def take(self, minutes, day):
        """Return [(grant, minutes)] of what grants valid that day can give."""
        taken = []
        for grant in sorted(self.grants, key=Grant.order):
            part = min(grant.remaining, minutes) if grant.is_valid(day) else 0
            if part:
                grant.remaining -= part
                minutes -= part
                taken.append((grant, part))
        return taken

    def settle(self, minutes, day):
        for grant, part in self.take(minutes, day):
            self.settled.append([grant, part])
            self.debt -= part

    def draw(self, minutes, day, today):
        """Return the takes of a draw: grants first, the rest as debt."""
        before = [(grant, grant.remaining) for grant in self.grants]
        takes = [[grant, part] for grant, part in self.take(minutes, day)]
        rest = minutes - sum(part for _grant, part in takes)
        owed = self.debt
        self.debt += rest
        settled = list(self.settled)
        self.settle(rest, max(day, today))
        if self.debt > owed and not self.allow:
            for grant, remaining in before:
                grant.remaining = remaining
            self.debt, self.settled = owed, settled
            raise Refused
        return takes + ([[DEBT, rest]] if rest else [])

    def give_back(self, takes, minutes):
        """Undo minutes of some takes, newest first."""
        while minutes:
            grant, part = takes[-1]
            back = min(part, minutes)
            minutes -= back
            if grant is DEBT:
                self.unsettle(back - self.debt)
                self.debt -= back
            else:
                grant.remaining += back
            takes[-1][1] -= back
            if not takes[-1][1]:
                takes.pop()

    def unsettle(self, minutes):
        while minutes > 0:
            grant, part = self.settled[-1]
            back = min(part, minutes)
            grant.remaining += back
            self.debt += back
            minutes -= back
            self.settled[-1][1] -= back
            if not self.settled[-1][1]:
                self.settled.pop()


class Line:
    def __init__(self, contract, day):
        self.contract, self.day, self.takes = contract, day, []

    @property
    def minutes(self):
        return sum(part for _grant, part in self.takes)

    def book(self, minutes, today):
        change = minutes - self.minutes
        if change > 0:
            self.takes += self.contract.draw(change, self.day, today)
        else:
            self.contract.give_back(self.takes, -change)

    def rebook(self, contract, day, minutes, today):
        """Unwind the line whole and draw it anew, or leave it if that is refused."""
        self.contract.give_back(self.takes, self.minutes)
        self.contract, self.day = contract, day
        self.takes = contract.draw(minutes, day, today)
