"""Who is told and sold what, read off a history: nothing is kept but what happened.

A crossing is true where work brought it, and as long as the client is no better off
and has more work than before it. It is answered once: a level by one notice, low credit
by one refill; nobody hears the same twice a day. New credit asks for the next answer,
and takes no crossing away.
"""

from itertools import takewhile

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
    """What happened to one contract: (level, minutes worked, event), the oldest first.

    Events are "used", "granted", "moved", "sold", or the level that was told.
    """

    def __init__(self, contract, mode):
        self.contract, self.mode = contract, mode
        self.past, self.notices, self.refills = [(WELL, 0, "new")], [], []

    def see(self, event, worked=None):
        worked = self.past[-1][1] if worked is None else worked
        self.past.append((get_level(self.contract), worked, event))

    def is_due(self, level, answers):
        """Tell whether it was work that made it that bad, and nobody answered."""
        return any(
            self._is_crossing(number, level, answers)
            for number in range(1, len(self.past))
        )

    def _is_crossing(self, number, level, answers):
        """Tell whether an event is work to that level that stands without an answer."""
        before, since = self.past[:number], self.past[number:]
        _then, worked, _event = before[-1]
        stretch = takewhile(
            lambda past: past[0] >= level and past[2] != "granted", reversed(before)
        )
        return (
            since[0][2] == "used"
            and all(then >= level and now > worked for then, now, _event in since)
            and not any(event in answers for *_past, event in [*stretch, *since])
        )

    def get_untold(self):
        """Return the levels that are true and untold. Worse news tells the better."""
        levels = range(LOW, FAR_OVERDRAWN + 1)
        return [level for level in levels if self.is_due(level, levels[level - 1 :])]

    def notify(self):
        """Tell the worst that is untold, once a day: all of a history is one day."""
        worst = [level for level in self.get_untold()[-1:] if not self._is_told(level)]
        for level in worst:
            self.notices.append(level)
            self.see(level)
        return worst

    def _is_told(self, level):
        """Tell whether news as bad were heard already, and no credit came since."""
        events = takewhile(
            lambda event: event != "granted", (past[2] for past in reversed(self.past))
        )
        return any(isinstance(event, int) and event >= level for event in events)

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
