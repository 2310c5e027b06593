"""A line of work on a contract of `naive_scope`."""


class Line:
    def __init__(self, contract, day, work):
        self.contract, self.day, self.work = contract, day, work
        self.takes = []

    @property
    def minutes(self):
        return sum(take[1] for take in self.takes)

    def sync(self, contract, day, work, minutes, today):
        """Bring the line in line with what it says now."""
        old, (kind, place) = (self.contract, self.day, self.work[0]), work
        stale = [
            take
            for take in self.takes
            if old != (contract, day, kind)
            or (self.contract.has_scope and take[2][1] != place)
        ]
        kept = [take for take in self.takes if take not in stale]
        missing = minutes - sum(take[1] for take in kept)
        parts = [(take, take[1]) for take in stale]
        for take in reversed(kept):
            back = min(max(-missing, 0), take[1])
            missing += back
            parts += [(take, back)] if back else []
        before, self.contract = self.contract, contract
        before.settle_after(before.give_back(parts), today)
        self.day, self.work = day, work
        self.takes = [take for take in kept if take[1]]
        if missing > 0:
            self.takes += contract.draw(work, missing, day, today)
