"""Who is told and sold what, read off a history: nothing is kept but what happened.

A crossing is true where work brought it and nothing since made the client better off,
or gave new credit. It is answered once: a level by one notice, low credit by one
refill.
"""

THRESHOLD = 60
PACK = 200
# A debt of so many percent of the last pack is far beyond the credit.
FAR = 10
WELL, LOW, USED_UP, FAR_OVERDRAWN = range(4)


def get_level(contract):
    """Return how bad the balance of a naive contract is."""
    if contract.balance > THRESHOLD:
        return WELL
    if contract.balance > 0:
        return LOW
    far = max(get_last_pack(contract) * FAR // 100, 1)
    return FAR_OVERDRAWN if -contract.balance >= far else USED_UP


def get_last_pack(contract):
    """Return the last pack bought, else the last credit given."""
    for kind in ("purchase", "goodwill"):
        if mine := [g.quantity for g in contract.grants if g.kind == kind]:
            return mine[-1]
    return 0


class Refill:
    """What was asked for, or ordered, to lift a client over the threshold."""

    def __init__(self, packs, is_ordered):
        self.state, self.packs = "waiting", packs
        self.order = is_ordered and "sale"
        # Whether its draft invoice can still be posted.
        self.is_live = is_ordered


class Client:
    """What happened to one contract: (level then, event), the oldest first.

    Events are "used", "granted", "moved", "sold", or the level that was told.
    """

    def __init__(self, contract, mode):
        self.contract, self.mode = contract, mode
        self.past, self.notices, self.refills = [], [], []

    def see(self, event):
        self.past.append((get_level(self.contract), event))

    def is_due(self, level, answers):
        """Tell whether it was work that made it that bad, and nobody answered."""
        stretch = []
        for then, event in reversed(self.past):
            if then < level or event == "granted":
                break
            stretch.append(event)
        return "used" in stretch and not any(event in answers for event in stretch)

    def get_untold(self):
        """Return the levels that are true and untold. Worse news tells the better."""
        levels = range(LOW, FAR_OVERDRAWN + 1)
        return [level for level in levels if self.is_due(level, levels[level - 1 :])]

    def notify(self):
        worst = self.get_untold()[-1:]
        for level in worst:
            self.notices.append(level)
            self.see(level)
        return worst

    def is_refill_due(self):
        return self.is_due(LOW, ["sold"])

    def refill(self):
        """Order one pack; more is only asked for. What is open is enough."""
        is_due = self.is_refill_due()
        if is_due:
            self.see("sold")
            if not self.get_open():
                packs = self._count_packs()
                is_ordered = self.mode != "activity" and packs == 1
                self.refills.append(Refill(packs, is_ordered))
        return is_due

    def ask(self):
        """Sell what is needed because a person says so, unless it is on order."""
        self.see("sold")
        refill = self.get_open()
        if refill and refill.order:
            return
        if refill:
            self.refills.remove(refill)
        self.refills.append(Refill(self._count_packs(), self.mode != "activity"))

    def get_open(self):
        return next((r for r in self.refills if r.state == "waiting"), None)

    def answer(self, was_low, paid):
        """End what is open where new credit answers it; ``paid`` is whose it is."""
        refill = self.get_open()
        if refill and (refill is paid or not refill.order):
            refill.state = "done"
        elif refill and was_low and get_level(self.contract) == WELL:
            refill.state = "cancelled"

    def _count_packs(self):
        packs = 1
        while self.contract.balance + packs * PACK <= THRESHOLD:
            packs += 1
        return packs
