"""Credit for some work only, told again as plainly as possible.

Work is a pair: its kind and its project. A contract that never had such credit counts
its debt as one sum, as the model of `naive` does.
"""

from datetime import date

from .naive import Refused

ANY = (None, None)


class Grant:
    def __init__(self, number, quantity, start, expiry=None, scope=((), ())):
        kinds, places = scope
        self.number, self.start, self.expiry = number, start, expiry
        self.quantity = self.remaining = quantity
        self.kinds, self.places = kinds, places
        self.used, self.voided, self.raised = [], 0, []
        self.is_parted = self.is_withdrawn = False

    @property
    def is_scoped(self):
        return bool(self.kinds or self.places)

    def fits(self, work):
        kind, place = work
        return (not self.kinds or kind in self.kinds) and (
            not self.places or place in self.places
        )

    def order(self):
        return (self.expiry or date.max, self.start, self.number)

    def is_valid(self, day):
        return self.start <= day and (not self.expiry or day <= self.expiry)


class Owed:
    """Debt of a day's work: so many minutes."""

    def __init__(self, day, number, work, minutes):
        self.day, self.number, self.work, self.minutes = day, number, work, minutes


class Hold:
    def __init__(self, work, minutes):
        self.work, self.minutes, self.state, self.posted = work, minutes, "held", 0


class Contract:
    def __init__(self, allow):
        self.allow, self.has_scope, self.count = allow, False, 0
        # Paid is a list of [grant, minutes, work]: the settlements that stand.
        self.grants, self.owed, self.paid, self.holds = [], [], [], []

    @property
    def debt(self):
        return sum(o.minutes for o in self.owed) - sum(p[1] for p in self.paid)

    @property
    def balance(self):
        return sum(grant.remaining for grant in self.grants) - self.debt

    @property
    def scoped(self):
        return sum(g.remaining for g in self.grants if g.is_scoped)

    @property
    def held(self):
        return sum(hold.minutes for hold in self.holds if hold.state == "held")

    # === CREDIT === #

    def take(self, work, minutes, day, kept=True):
        """Return [(grant, minutes)]: credit with a scope first, then the other."""
        taken = []
        for scoped in (True, False):
            for grant in sorted(self.grants, key=Grant.order):
                fits = grant.is_scoped == scoped and grant.fits(work)
                if fits and grant.is_valid(day):
                    part = self._take_from(grant, minutes, kept)
                    minutes -= part
                    taken += [(grant, part)] if part else []
        return taken

    def _take_from(self, grant, minutes, kept):
        """Take as much as leaves what is set aside as covered as it was."""
        before = self.get_covered() if kept else 0
        part = min(grant.remaining, minutes)
        grant.remaining -= part
        while kept and part and self.get_covered() < before:
            grant.remaining += 1
            part -= 1
        return part

    def get_covered(self, more=()):
        """Return how many minutes set aside find credit: a flow, path by path."""
        holds = [h for h in self.holds if h.state == "held"] + list(more)
        left = [grant.remaining for grant in self.grants]
        given = [[0] * len(left) for _hold in holds]

        def find(hold, most, seen):
            for number, grant in enumerate(self.grants):
                if number in seen or not grant.fits(holds[hold].work):
                    continue
                seen.add(number)
                found = min(left[number], most)
                left[number] -= found
                others = range(len(holds)) if not found else ()
                for other in others:
                    found = min(given[other][number], most)
                    found = found and find(other, found, seen)
                    given[other][number] -= found
                    if found:
                        break
                if found:
                    given[hold][number] += found
                    return found
            return 0

        covered = 0
        for number, hold in enumerate(holds):
            needed = hold.minutes
            while needed and (found := find(number, needed, set())):
                needed -= found
                covered += found
        return covered

    def grant(self, grant, today):
        self.grants.append(grant)
        self.has_scope |= grant.is_scoped
        self.settle(today)

    # === DEBT === #

    def find_open(self):
        """Return [work, minutes] of what is owed, oldest first."""
        owed = sorted(self.owed, key=lambda o: (o.day, o.number))
        left = [[o.work, o.minutes] for o in owed]
        for works in ("known", "unknown"):
            for _grant, minutes, work in self.paid:
                for debt in left:
                    if works == "known" and (work == ANY or work != debt[0]):
                        continue
                    if works == "unknown" and work != ANY:
                        continue
                    part = min(minutes, debt[1])
                    minutes -= part
                    debt[1] -= part
        return left

    def settle(self, today):
        if not self.debt:
            return
        debts = self.find_open() if self.has_scope else [[ANY, self.debt]]
        paid = {}
        for work, minutes in debts:
            for grant, part in self.take(work, minutes, today):
                paid[work, grant] = paid.get((work, grant), 0) + part
        for (work, grant), part in paid.items():
            self.pay(grant, part, work)

    def pay(self, grant, minutes, work):
        work = work if self.has_scope else ANY
        self.paid.append([grant, minutes, work])
        grant.used.append([work, minutes])

    def owe(self, day, work, minutes):
        self.count += 1
        self.owed.append(Owed(day, self.count, work, minutes))
        return self.owed[-1]

    def forgive(self, changes):
        """Take minutes of [(owed, minutes)] back, and what had paid for them."""
        for owed, minutes in changes:
            owed.minutes -= minutes
        works = {owed.work for owed in self.owed} | {p[2] for p in self.paid}
        is_back = False
        if self.has_scope:
            for work in works - {ANY}:
                is_back |= self.unpay(work, self._sum_paid(work) - self._sum_owed(work))
        is_back |= self.unpay(ANY, -self.debt)
        return is_back

    def _sum_owed(self, work):
        return sum(owed.minutes for owed in self.owed if owed.work == work)

    def _sum_paid(self, work):
        return sum(minutes for _g, minutes, known in self.paid if known == work)

    def unpay(self, work, minutes):
        is_back = minutes > 0
        for payment in reversed(self.paid):
            if payment[2] == work and minutes > 0:
                back = min(payment[1], minutes)
                payment[1] -= back
                minutes -= back
                payment[0].remaining += back
                payment[0].used.append([work, -back])
        return is_back

    # === WORK === #

    def draw(self, work, minutes, day, today):
        """Return the takes [what, minutes, work] of a draw, unless it is refused."""
        taken = self.take(work, minutes, day)
        takes = [[grant, part, work] for grant, part in taken]
        rest = minutes - sum(part for _grant, part in taken)
        now = self.take(work, rest, max(day, today))
        if rest:
            takes.append([self.owe(day, work, rest), rest, work])
        if rest > sum(part for _grant, part in now) and not self.allow:
            raise Refused
        for grant, part in now:
            self.pay(grant, part, work)
        for grant, part in taken:
            grant.used.append([work, part])
        return takes

    def give_back(self, parts):
        """Undo [(take, minutes)], and let what comes back pay for other work."""
        debts = []
        for take, minutes in parts:
            take[1] -= minutes
            if isinstance(take[0], Grant):
                take[0].remaining += minutes
                take[0].used.append([take[2], -minutes])
            else:
                debts.append((take[0], minutes))
        self.forgive(debts)
        return debts

    def settle_after(self, debts, today):
        if debts and self.has_scope:
            self.settle(today)

    # === HOLDS === #

    def hold(self, work, minutes):
        room = self.get_covered([Hold(work, 10**6)]) - self.get_covered()
        if not self.scoped:
            room = min(room, self.balance - self.held)
        if minutes > room and not self.allow:
            raise Refused
        self.holds.append(Hold(work, minutes))

    def post(self, hold, minutes, today):
        """Draw what was used of a hold: what others need last, and never refused."""
        if hold.state != "held" or minutes > hold.minutes:
            raise Refused
        hold.state, hold.posted = "posted" if minutes else "released", minutes
        for kept in (True, False):
            for grant, part in self.take(hold.work, minutes, today, kept):
                minutes -= part
                grant.used.append([hold.work, part])
        if minutes:
            self.owe(today, hold.work, minutes)
        self.settle(today)

    def release(self, hold, today):
        if hold.state == "held":
            hold.state = "released"
            self.settle(today)

    # === DOCUMENTS === #

    def withdraw(self, grant, today):
        """The document falls: what was used is owed, the rest goes."""
        works = {}
        for work, minutes in grant.used:
            works[work] = works.get(work, 0) + minutes
        if not self.has_scope:
            works = {ANY: sum(works.values())}
        for work, minutes in works.items():
            if minutes:
                grant.raised.append(self.owe(grant.start, work, minutes))
        grant.voided += grant.remaining
        grant.remaining, grant.is_withdrawn = 0, True

    def restore(self, grant, today):
        """It stands again."""
        debts = [(owed, owed.minutes) for owed in grant.raised]
        grant.raised = []
        if self.forgive(debts) and self.has_scope:
            self.settle(today)
        grant.remaining += grant.voided
        grant.voided, grant.is_withdrawn = 0, False
        self.settle(today)
