"""What documents bill and credit of one sold line, read in one way. No ORM.

A *pool* is everything that was billed or credited for one sold line. Each invoice line
that sold packs is a *parcel* of it: so many packs for so much. *Bills* are what posted
lines say; `read` tells what each does to which parcel:

- ``sale`` makes the parcel;
- ``lower`` (a negative line of an invoice) and ``credit`` (a credit note) take packs
  and price from the parcels, by value: half the price is half a pack, whichever way the
  document says so. Packs that were sold for nothing go by number where the document
  names no value, whatever a debit note adds to their price and when it is dated: what
  was taken back stays so;
- ``price`` (a debit note, a discount on its own, a credit note that keeps the hours)
  changes the price and no pack.

A bill takes from the parcel that it names, then from those sold before it, newest
first. Values are net of the discounts of the same document, in its currency.
"""

from fractions import Fraction
from math import lcm
from typing import NamedTuple

from ...metering import apportion

# What takes more than was sold; no document that does is posted.
EXCESS = "excess"


class Bill(NamedTuple):
    """What one posted line says of a pool.

    ``line`` and ``parcel`` (the invoice line that it names) are ids, ``order`` sorts
    bills in time, ``packs`` and ``value`` are signed: a sale is positive. ``amounts``
    lists (line id, coins of company currency): its own, and the discounts it bears.
    """

    line: int
    kind: str
    parcel: int
    order: tuple
    packs: Fraction
    value: Fraction
    amounts: tuple


class Part(NamedTuple):
    """What a line does to a parcel: ``packs`` and ``coins``, signed."""

    line: int
    parcel: int
    kind: str
    packs: Fraction
    coins: int


class _Parcel:
    def __init__(self, bill):
        self.line, self.order = bill.parcel, bill.order
        self.packs, self.value = Fraction(bill.packs), Fraction(bill.value)
        self.is_free = self.value <= 0

    def take(self, value, packs):
        """Take value, or packs where there is none; return (value, packs) taken."""
        taken = min(value, max(self.value, 0))
        number = self.packs * taken / self.value if taken else Fraction(0)
        if not value and (self.is_free or self.value <= 0):
            number = max(min(packs, self.packs), Fraction(0))
        self.value -= taken
        self.packs -= number
        return taken, number

    def give(self, value, packs):
        """Put value and packs back."""
        self.value += value
        self.packs += packs


def read(bills):
    """Return the Parts of the bills of one pool, sales first, then in time."""
    sales = sorted((b for b in bills if b.kind == "sale"), key=lambda b: b.order)
    others = sorted((b for b in bills if b.kind != "sale"), key=lambda b: b.order)
    parcels = {bill.parcel: _Parcel(bill) for bill in sales}
    parts = []
    for bill in sales:
        parts += _spread(bill, [(bill.parcel, bill.value, bill.packs, bill.kind)])
    for bill in others:
        parts += _spread(bill, _share(bill, _get_order_of_use(parcels, bill)))
    return parts


def _get_order_of_use(parcels, bill):
    """Return the parcels that a bill may take from: named, before it, after it."""
    named = [parcels[bill.parcel]] if bill.parcel in parcels else []
    rest = [parcel for parcel in parcels.values() if parcel not in named]
    before = [parcel for parcel in rest if parcel.order <= bill.order]
    after = [parcel for parcel in rest if parcel.order > bill.order]
    return named + before[::-1] + after


def _share(bill, parcels):
    """Return [(parcel id, value, packs, kind)] of what a bill does to the parcels."""
    line = parcels[0].line if parcels else bill.parcel
    packs = 0 if bill.kind == "price" else bill.packs
    if bill.value > 0 or packs > 0:
        if parcels:
            parcels[0].give(bill.value, packs)
        return [(line, bill.value, packs, bill.kind)]
    left, wanted, shares = -bill.value, 0 if bill.value else -packs, []
    for parcel in parcels:
        before = parcel.packs
        taken, number = parcel.take(left, wanted)
        if bill.kind == "price":
            parcel.packs, number = before, 0
        left -= taken
        wanted -= number
        if taken or number:
            shares.append((parcel.line, -taken, -number, bill.kind))
    if left:
        shares.append((line, -left, 0, EXCESS))
    return shares or [(line, 0, 0, bill.kind)]


def _spread(bill, shares):
    """Return the Parts of a bill that does these shares to the parcels."""
    weights = _get_weights([value for _parcel, value, _packs, _kind in shares])
    return [
        Part(line, parcel, kind, Fraction(packs), part)
        if line == bill.line
        else Part(line, parcel, "price", Fraction(0), part)
        for line, coins in bill.amounts
        for (parcel, _value, packs, kind), part in zip(
            shares, apportion(coins, weights), strict=True
        )
    ]


def _get_weights(values):
    """Return whole numbers in the proportion of these values."""
    if not any(values):
        return [1] + [0] * (len(values) - 1)
    scale = lcm(*(Fraction(value).denominator for value in values))
    return [int(value * scale) for value in values]
