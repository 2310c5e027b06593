from fractions import Fraction
from itertools import permutations

from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..models.books.pool import EXCESS, Bill, read

COINS = st.integers(1, 300_000)
PACKS = st.integers(1, 9).map(Fraction)
SALE = st.tuples(st.just("sale"), PACKS, COINS)
CREDIT = st.tuples(st.sampled_from(["credit", "lower"]), PACKS, COINS)
PRICE = st.tuples(st.just("price"), PACKS, st.integers(-300_000, 300_000))
# Sold lines of one pool, then what changes them: (kind, packs, coins, which line).
STORY = st.tuples(
    st.lists(SALE, min_size=1, max_size=3),
    st.lists(st.tuples(CREDIT | PRICE, st.integers(0, 2)), max_size=5),
)


def make_bills(story):
    """Return the bills of a story, numbered as they happened."""
    sales, changes = story
    bills = [
        Bill(
            number, kind, number, (number,), packs, Fraction(coins), ((number, coins),)
        )
        for number, (kind, packs, coins) in enumerate(sales)
    ]
    for (kind, packs, coins), named in changes:
        number = len(bills)
        value = coins if kind == "price" else -coins
        bills.append(
            Bill(
                number,
                kind,
                named % len(sales),
                (number,),
                Fraction(0) if kind == "price" else -packs,
                Fraction(value),
                ((number, value),),
            )
        )
    return bills


def count(parts, name):
    """Return {parcel: sum of packs or coins}, without what exceeds."""
    sums = {}
    for part in parts:
        if part.kind != EXCESS:
            sums[part.parcel] = sums.get(part.parcel, 0) + getattr(part, name)
    return sums


@tagged("post_install", "-at_install")
class TestPool(BaseCase):
    """Properties of the one reading of what was billed and credited."""

    @given(STORY)
    def test_every_coin_of_every_line_is_told_once(self, story):
        bills = make_bills(story)
        told = dict.fromkeys((bill.line for bill in bills), 0)
        for part in read(bills):
            told[part.line] += part.coins
        self.assertEqual(told, {b.line: dict(b.amounts)[b.line] for b in bills})

    @given(STORY)
    def test_nothing_falls_below_zero_but_by_an_excess(self, story):
        parts = read(make_bills(story))
        self.assertGreaterEqual(min(count(parts, "packs").values()), 0)
        self.assertGreaterEqual(min(count(parts, "coins").values()), 0)

    @given(STORY)
    def test_an_excess_is_told_only_where_nothing_is_left(self, story):
        bills = make_bills(story)
        parts = read(bills)
        billed = sum(bill.value for bill in bills)
        excess = -sum(part.coins for part in parts if part.kind == EXCESS)
        self.assertEqual(sum(count(parts, "coins").values()), billed + excess)
        if billed < 0:
            self.assertGreaterEqual(excess, -billed)

    @given(STORY)
    def test_packs_and_price_go_together(self, story):
        """Without changes of the price, what stays is worth what it was sold for."""
        sales, changes = story
        changes = [change for change in changes if change[0][0] != "price"]
        parts = read(make_bills((sales, changes)))
        packs, coins = count(parts, "packs"), count(parts, "coins")
        for parcel, (_kind, sold, price) in enumerate(sales):
            self.assertEqual(packs[parcel] * price, coins[parcel] * sold)

    @given(STORY, st.data())
    def test_a_change_of_the_price_moves_no_pack(self, story, data):
        bills = make_bills(story)
        sold = [bill for bill in bills if bill.kind == "sale"]
        prices = [bill for bill in bills if bill.kind == "price"]
        packs = count(read(sold + prices), "packs")
        self.assertEqual(packs, {bill.parcel: bill.packs for bill in sold})
        shuffled = data.draw(st.permutations(bills))
        self.assertEqual(read(shuffled), read(bills))

    @given(SALE, st.lists(st.integers(1, 1000), min_size=1, max_size=4))
    def test_the_order_of_credit_notes_does_not_matter(self, sale, coins):
        assume(sum(coins) <= sale[2])
        outcomes = set()
        for order in permutations(coins):
            changes = [(("credit", Fraction(1), part), 0) for part in order]
            parts = read(make_bills(([sale], changes)))
            outcomes.add((count(parts, "packs")[0], count(parts, "coins")[0]))
        self.assertEqual(len(outcomes), 1)

    @given(st.lists(SALE, min_size=2, max_size=3), st.data())
    def test_credit_notes_of_different_lines_do_not_meet(self, sales, data):
        changes = [
            (("credit", Fraction(1), data.draw(st.integers(1, sale[2]))), number)
            for number, sale in enumerate(sales)
        ]
        outcomes = set()
        for order in permutations(changes):
            parts = read(make_bills((sales, order)))
            packs, coins = count(parts, "packs"), count(parts, "coins")
            outcomes.add((*sorted(packs.items()), *sorted(coins.items())))
        self.assertEqual(len(outcomes), 1)

    @given(st.lists(SALE, min_size=1, max_size=3), st.integers(0, 2))
    def test_all_credited_leaves_nothing(self, sales, named):
        total = sum(coins for _kind, _packs, coins in sales)
        parts = read(make_bills((sales, [(("credit", Fraction(1), total), named)])))
        self.assertEqual(set(count(parts, "packs").values()), {0})
        self.assertEqual(set(count(parts, "coins").values()), {0})
        self.assertNotIn(EXCESS, [part.kind for part in parts])

    @given(PACKS, COINS, PACKS)
    def test_half_the_price_is_half_the_packs(self, packs, half, counted):
        sale = ("sale", packs, 2 * half)
        parts = read(make_bills(([sale], [(("credit", counted, half), 0)])))
        self.assertEqual(count(parts, "packs"), {0: packs / 2})
        self.assertEqual(count(parts, "coins"), {0: half})

    @given(PACKS, PACKS)
    def test_free_packs_go_by_number(self, packs, back):
        bills = [
            Bill(0, "sale", 0, (0,), packs, Fraction(0), ((0, 0),)),
            Bill(1, "credit", 0, (1,), -back, Fraction(0), ((1, 0),)),
        ]
        self.assertEqual(count(read(bills), "packs"), {0: max(packs - back, 0)})

    def test_a_bill_takes_from_what_it_names_then_from_what_was_before(self):
        sold = [
            Bill(0, "sale", 0, (0,), Fraction(2), Fraction(100), ((0, 100),)),
            Bill(1, "sale", 1, (2,), Fraction(3), Fraction(300), ((1, 300),)),
        ]
        for named, left in ((0, {0: 0, 1: 3}), (1, {0: 2, 1: 2}), (9, {0: 0, 1: 3})):
            taken = ((2, -100),)
            credit = Bill(2, "credit", named, (1,), Fraction(-1), Fraction(-100), taken)
            self.assertEqual(count(read([*sold, credit]), "packs"), left)

    def test_what_was_paid_goes_by_value_even_of_a_coin(self):
        for coins, left in ((1, 3), (0, 1)):
            story = [("sale", 3, coins), ("credit", -2, 0)]
            self.assertEqual(self.count_left(story), left)

    def test_a_value_takes_packs_that_were_free_at_first(self):
        """Four packs were given, then charged for by a debit note."""
        story = [("sale", 4, 0), ("price", 0, 100), ("credit", -1, -50)]
        self.assertEqual(self.count_left(story), 2)

    def test_packs_whose_price_is_gone_go_by_number(self):
        """Their price was credited, the hours were kept, then some are taken back."""
        story = [("sale", 3, 100), ("price", 0, -100), ("credit", -2, 0)]
        self.assertEqual(self.count_left(story), 1)

    def test_a_credit_note_can_give_back(self):
        story = [("sale", 3, 300), ("credit", 1, 100), ("credit", -1, -200)]
        self.assertEqual(self.count_left(story), 2)

    def count_left(self, story):
        bills = [
            Bill(
                number,
                kind,
                0,
                (number,),
                Fraction(packs),
                Fraction(coins),
                ((number, coins),),
            )
            for number, (kind, packs, coins) in enumerate(story)
        ]
        return count(read(bills), "packs")[0]

    @given(PACKS, PACKS, COINS, st.permutations([1, 2]))
    def test_a_debit_note_brings_no_free_pack_back(self, packs, back, coins, order):
        """An accountant who adds a price, dated before or after, returns no hours."""
        credited, debited = ((number,) for number in order)
        bills = [
            Bill(0, "sale", 0, (0,), packs, Fraction(0), ((0, 0),)),
            Bill(1, "credit", 0, credited, -back, Fraction(0), ((1, 0),)),
            Bill(2, "price", 0, debited, Fraction(0), Fraction(coins), ((2, coins),)),
        ]
        parts = read(bills)
        self.assertEqual(count(parts, "packs"), {0: max(packs - back, 0)})
        self.assertEqual(count(parts, "coins"), {0: coins})
