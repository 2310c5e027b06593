"""Random histories in which packs bring tiers, and night work is told by them."""

from datetime import timedelta

from hypothesis import strategies as st

from . import naive
from .common import TODAY
from .common_tier import NIGHT
from .random_history import CONTRACT, DAY, LINE, MINUTES, OPERATIONS, History, step

# What each tier waives, and how soon (rank) it has a ticket answered.
TIERS = {"gold": ({"outside"}, 0), "silver": ({"flat"}, 1)}
RESPONSES = {0: "fast", 1: "soon"}
FLAT = 15
OPERATIONS = [
    *OPERATIONS,
    *(step("night", CONTRACT, MINUTES, st.integers(-3, 3)) for _ in range(4)),
    *(
        step("buy", CONTRACT, MINUTES, DAY, st.none() | st.integers(0, 20), tier)
        for tier in map(st.just, TIERS)
    ),
    step("mend", LINE),
    step("ask", CONTRACT),
]
STEP = st.one_of(OPERATIONS)


class TierLine(naive.Line):
    """A line whose surcharges were waived, or not, when it was logged."""

    def __init__(self, contract, day, worked, is_night):
        super().__init__(contract, day)
        self.worked, self.is_night = worked, is_night
        self.freeze(contract)

    def freeze(self, contract):
        tiers = held(contract, self.day) | self.get_own(contract)
        self.waived = set().union(*(TIERS[tier][0] for tier in tiers))

    def get_own(self, contract):
        grants = {grant for grant, _part in self.takes if grant is not naive.DEBT}
        return {
            grant.tier
            for grant in grants
            if grant in contract.grants and grant.tier and grant.is_valid(self.day)
        }

    @property
    def due(self):
        factor = 2 if self.is_night and "outside" not in self.waived else 1
        return self.worked * factor + (0 if "flat" in self.waived else FLAT)


def held(contract, day):
    """Return the tiers that credit of a contract brings on a day."""
    return {
        grant.tier
        for grant in contract.grants
        if grant.tier and grant.remaining and grant.is_valid(day)
    }


class TierHistory(History):
    """Plays packs with tiers and work at night on both ledgers."""

    def plain_log(self, contract, minutes, day, is_night=False):
        when = TODAY + timedelta(day)
        self.new = TierLine(self.plain[contract], when, minutes, is_night)
        return self._attempt(self.new.book, self.new.due, TODAY)

    def plain_night(self, contract, minutes, day):
        return self.plain_log(contract, minutes, day, is_night=True)

    def real_night(self, contract, minutes, _day):
        line = self.test._log(
            minutes,
            day=self.new.day,
            prepaid_contract_id=self.real[contract].id,
            meter_started_at=NIGHT,
        )
        self.lines.append((line, self.new))

    def plain_edit(self, index, minutes):
        if not self.lines:
            return None
        line = self._line(index)[1]
        line.worked = minutes
        return self._attempt(line.book, line.due, TODAY)

    def plain_move(self, index, contract):
        if not self.lines:
            return None
        line, target = self._line(index)[1], self.plain[contract]
        if line.contract is target:
            return True
        line.freeze(target)
        return self._attempt(line.rebook, target, line.day, line.due, TODAY)

    def plain_mend(self, index):
        """Another kind of work: what holds is asked again, the own credit counts."""
        if not self.lines:
            return None
        line = self._line(index)[1]
        before = line.due
        line.freeze(line.contract)
        if line.due == before:
            return True
        return self._attempt(line.book, line.due, TODAY)

    def real_mend(self, index):
        line = self._line(index)[0]
        kinds = self.test.kinds
        line.usage_type_id = kinds[1] if line.usage_type_id == kinds[0] else kinds[0]

    def plain_buy(self, contract, quantity, day, validity, tier):
        self.plain_grant(contract, quantity, day, validity)
        self.grants[-1].tier = tier
        return True

    def real_buy(self, contract, quantity, _day, _validity, tier):
        grant = self.grants[-1]
        self.test._grant(
            self.real[contract],
            quantity,
            date=grant.start,
            date_expiry=grant.expiry,
            tier_id=getattr(self.test, tier).id,
        )

    def plain_transfer(self, source, quantity):
        """The part that moves brings what the whole did."""
        lots = sorted(self.plain[source].grants, key=naive.Grant.order)
        tiers = [grant.tier for grant in lots if grant.remaining]
        known = len(self.grants)
        done = super().plain_transfer(source, quantity)
        for grant, tier in zip(self.grants[known:], tiers, strict=False):
            grant.tier = tier
        return done

    def plain_ask(self, contract):
        ranks = [TIERS[tier][1] for tier in held(self.plain[contract], TODAY)]
        self.promised = RESPONSES[min(ranks)] if ranks else None
        return True

    def real_ask(self, contract):
        task = self.test._task("Ask", prepaid_contract_id=self.real[contract].id)
        expected = self.promised and getattr(self.test, self.promised)
        self.test.assertEqual(
            task.prepaid_response_id.id, expected and expected.id or False
        )
