"""What the same work would have cost with other packs. No ORM.

*Dues* are units of credit that work draws on its day. A *rule* says how credit comes:
packs are bought as work needs them, or so many with each period of a calendar; how long
they are valid, what rolls over, and what becomes of work that no credit covers. `run`
goes through the days as the ledger does, drawing by `metering.split` from the credit
that pays on the day of the work, what expires soonest first, and returns what was
bought, what is left, and what each piece of work cost.

What expires is lost, or stays owed to the client, or waits for the next pack, as the
rule says. Money is in coins (int) and adds up: paid = Σ costs + lost with what expired
+ worth of what is left or owed.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from ...metering import apportion, round_half_up, split
from ..ledger.validity import last_day, rollover_expiry
from .periods import ONE_DAY, Period

# What becomes of work that no credit covers.
BEYOND = ("pack", "invoice", "debt")


class Due(NamedTuple):
    """Units that a piece of work, named by ``key``, draws on its day."""

    key: int
    day: date
    units: int


class Offer(NamedTuple):
    """What packs bought at once bring and cost: units, those that roll over, coins."""

    units: int
    rolling: int
    coins: int


class Rule(NamedTuple):
    """How credit comes and goes.

    ``offer(packs)`` is the Offer of so many packs. Without ``periods`` packs are bought
    when they are needed and valid for ``months`` (0: for ever); else each period brings
    ``packs``, valid to its end, or for ``months`` if that is longer. ``beyond`` (of
    BEYOND) is what follows when that is not enough: one more pack, an invoice at the
    end of the period that costs ``price(units)`` coins, or debt that the next credit
    settles. ``outcome`` is what becomes of credit that expires (a key of
    `prepaid_grant_outcome.OUTCOMES`); ``stays`` says that none does, by a law.
    """

    offer: Callable
    months: int = 0
    periods: tuple = ()
    packs: int = 1
    beyond: str = "pack"
    price: Callable | None = None
    grace_days: int = 0
    rollover_months: int = 1
    outcome: str = "forfeit"
    stays: bool = False


class Purchase(NamedTuple):
    day: date
    packs: int
    units: int
    coins: int


class Outcome(NamedTuple):
    """What a rule comes to. Units: ``expired`` (lost), ``owed`` (expired, and not
    lost), ``left``, ``beyond``, ``debt``; coins: what was ``paid`` for packs and for
    work beyond, what of it was ``lost`` with what expired, what the rest is ``worth``;
    ``costs`` is {key: coins}."""

    purchases: tuple
    paid: int
    beyond_paid: int
    expired: int
    owed: int
    left: int
    beyond: int
    debt: int
    lost: int
    worth: int
    costs: dict

    @property
    def spent(self):
        """Return what was paid less what is left of it, or owed."""
        return self.paid - self.worth


class Lot:
    """Credit that was bought at once: ``left`` of ``units`` from ``start`` to ``end``.

    What it earns is cumulative, as revenue is: all of it costs exactly its price.
    """

    def __init__(self, offer, start, end):
        self.units, self.rolling, self.coins = offer
        self.left, self.start, self.end = self.units, start, end
        self.used = 0

    def get_order(self):
        return (self.end or date.max, self.start)

    def pays(self, day):
        return self.start <= day and (not self.end or day <= self.end)

    def take(self, units):
        """Use units and return what they cost, in coins."""
        before = self._earn()
        self.left -= units
        self.used += units
        return self._earn() - before

    def lapse(self, rule):
        """Let go what does not roll over, once; return (units, coins) that expire."""
        gone = max(self.left - self.rolling, 0)
        coins = self.take(gone)
        if self.left:
            today = self.end + timedelta(days=rule.grace_days) + ONE_DAY
            self.end = rollover_expiry(
                self.end, rule.grace_days, rule.rollover_months, today
            )
        self.rolling = 0
        return gone, coins

    def _earn(self):
        return int(round_half_up(Decimal(self.coins) * self.used / self.units))


class _Run:
    def __init__(self, rule, dues):
        self.rule = rule
        self.lots, self.purchases, self.debts = [], [], []
        self.expired = self.lost = self.beyond = self.beyond_paid = 0
        self.owed = self.kept = 0
        self.open = []
        self.costs = {due.key: 0 for due in dues}

    def begin(self, period):
        """Invoice what the period before could not cover, and bring the packs of one.

        A schedule of no packs at all only invoices.
        """
        self.invoice()
        self.lapse(period.first)
        if not self.rule.packs:
            return
        end = period.last
        if self.rule.months:
            end = max(end, last_day(period.first, self.rule.months))
        self.buy(self.rule.packs, period.first, end)

    def buy(self, packs, day, end):
        offer = self.rule.offer(packs)
        self.purchases.append(Purchase(day, packs, offer.units, offer.coins))
        lot = Lot(offer, day, None if self.rule.stays else end)
        self.lots.append(lot)
        self.carry(lot)
        self.lots.sort(key=Lot.get_order)
        parts, _rest = split(self.debts, lot.left)
        for key, units in parts:
            self.costs[key] += lot.take(units)
        settled = dict(parts)
        rest = [(key, units - settled.get(key, 0)) for key, units in self.debts]
        self.debts = [(key, units) for key, units in rest if units]

    def carry(self, lot):
        """Let what waits for the next pack be used with it, and before it."""
        if self.rule.outcome == "carry" and self.owed:
            waiting = Lot(Offer(self.owed, 0, self.kept), lot.start, lot.end)
            self.owed = self.kept = 0
            self.lots.insert(0, waiting)

    def lapse(self, day):
        """Let expire what does not pay on a day any more."""
        for lot in self.lots:
            while lot.left and lot.end and lot.end < day:
                self.let_go(*lot.lapse(self.rule))
        self.lots = [lot for lot in self.lots if lot.left]
        later = [lot for lot in self.lots if lot.pays(day)]
        if later:
            self.carry(later[0])
            self.lots.sort(key=Lot.get_order)

    def let_go(self, units, coins):
        """Count what expires: as lost, or as owed still."""
        if self.rule.outcome == "forfeit":
            self.expired += units
            self.lost += coins
        else:
            self.owed += units
            self.kept += coins

    def draw(self, due):
        rest = self.take(due.key, due.day, due.units)
        if not rest:
            return
        if self.rule.beyond == "pack":
            packs = -(-rest // self.rule.offer(1).units)
            self.buy(packs, due.day, last_day(due.day, self.rule.months))
            rest = self.take(due.key, due.day, rest)
        elif self.rule.beyond == "invoice":
            self.beyond += rest
            self.open.append((due.key, rest))
        else:
            self.debts.append((due.key, rest))

    def take(self, key, day, units):
        """Take units from what pays on a day; return those that nothing covers."""
        lots = ((lot, lot.left) for lot in self.lots if lot.pays(day))
        parts, rest = split(lots, units)
        for lot, taken in parts:
            self.costs[key] += lot.take(taken)
        return rest

    def invoice(self):
        """Bill what no credit covered; its work shares the price by units."""
        weights = [units for _key, units in self.open]
        coins = self.rule.price(sum(weights)) if weights else 0
        shares = apportion(coins, weights)
        for (key, _units), share in zip(self.open, shares, strict=True):
            self.costs[key] += share
        self.beyond_paid += coins
        self.open = []

    def finish(self):
        worth = sum(lot.coins - lot._earn() for lot in self.lots) + self.kept
        return Outcome(
            tuple(self.purchases),
            sum(purchase.coins for purchase in self.purchases) + self.beyond_paid,
            self.beyond_paid,
            self.expired,
            self.owed,
            sum(lot.left for lot in self.lots),
            self.beyond,
            sum(units for _key, units in self.debts),
            self.lost,
            worth,
            self.costs,
        )


def run(dues, rule, last):
    """Return the Outcome of dues, sorted by day, under a rule, at the end of a day."""
    state, periods = _Run(rule, dues), list(rule.periods)
    for due in dues:
        while periods and periods[0].first <= due.day:
            state.begin(periods.pop(0))
        state.lapse(due.day)
        state.draw(due)
    for period in periods:
        state.begin(period)
    state.invoice()
    state.lapse(last + ONE_DAY)
    return state.finish()


@cache
def get_months(last, months):
    """Return the Periods of so many months, the last of which ends on ``last``."""
    after = last + ONE_DAY
    starts = [after - relativedelta(months=number) for number in range(months, -1, -1)]
    return tuple(
        Period(first, following - ONE_DAY) for first, following in pairwise(starts)
    )
