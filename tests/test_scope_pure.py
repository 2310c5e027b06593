from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.ledger.cover import claim_rest, get_covered, take_free
from ..models.ledger.owed import Debt, find_open
from ..models.sales.sold import Sold

LOTS = st.lists(st.integers(0, 5), max_size=4)
FITTING = st.frozensets(st.integers(0, 3), max_size=4)
CLAIMS = st.dictionaries(FITTING, st.integers(0, 5), max_size=4)


def match(lots, claims):
    """Return the most units of claims that find a unit of a lot of their own."""
    units = [(lot, number) for lot, most in lots.items() for number in range(most)]
    taken = {}

    def find(claim, seen):
        for unit in units:
            if unit[0] in claim[0] and unit not in seen:
                seen.add(unit)
                if unit not in taken or find(taken[unit], seen):
                    taken[unit] = claim
                    return True
        return False

    asked = [
        (fitting, number) for fitting, most in claims.items() for number in range(most)
    ]
    return sum(find(claim, set()) for claim in asked)


class TestScopePure(BaseCase):
    """Which credit pays for what is set aside, and what settles which work."""

    @settings(max_examples=300, deadline=None, database=None)
    @given(LOTS, CLAIMS)
    def test_what_is_covered_is_the_best_match_of_units(self, lots, claims):
        lots = dict(enumerate(lots))
        claims = {f & frozenset(lots): units for f, units in claims.items()}
        self.assertEqual(get_covered(lots, claims), match(lots, claims))
        free = take_free(lots, claims, lots)
        self.assertEqual(free, sum(lots.values()) - match(lots, claims))

    def test_the_rest_of_claims_is_taken_in_order(self):
        claims = {frozenset("ab"): 5, frozenset("bc"): 4}
        lots = {"a": 0, "b": 2, "c": 0}
        self.assertEqual(claim_rest(lots, claims, {"a": 3, "c": 9}), {"a": 3, "c": 4})

    def test_what_tells_its_work_settles_that_work(self):
        debts = [Debt(1, "r", "p", 10), Debt(2, "o", "p", 10), Debt(3, "r", "q", 10)]

        def left(known=None, invoiced=None, paid=0):
            found = find_open(debts, known or {}, invoiced or {}, paid)
            return {debt.key: debt.units for debt in found}

        self.assertEqual(left(paid=15), {2: 5, 3: 10})
        self.assertEqual(left({("r", "q"): 10}), {1: 10, 2: 10})
        self.assertEqual(left({("o", "p"): 4}, {"r": 15}, 3), {2: 3, 3: 5})
        self.assertEqual(left({("r", "q"): 13}), {1: 7, 2: 10})

    def test_a_scope_is_stored_and_read_back(self):
        sold = Sold(product=1, plan=2, usage_types=(3, 4), projects=(5,))
        self.assertEqual(sold.pack()["usage_types"], [3, 4])
        self.assertEqual(Sold.unpack(sold.pack()), sold)
        self.assertEqual(Sold(1).pack(), {"product": 1})
