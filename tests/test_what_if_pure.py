from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..metering import SCALE
from ..models.schedule.what_if import Due, Offer, Rule, get_months, run

START = date(2025, 4, 1)
LAST = date(2026, 3, 31)
HOUR = 60
YEAR = get_months(LAST, 12)


def offer(minutes, coins, rolling=0):
    return lambda packs: Offer(packs * minutes, packs * rolling, packs * coins)


def by_the_hour(coins):
    return lambda units: round(units * coins / HOUR)


class Naive:
    """Credit bought when it is used up, minute by minute, told as plainly as can be."""

    def __init__(self, minutes, coins, months):
        self.minutes, self.coins, self.months = minutes, coins, months
        self.lots, self.bought, self.expired = [], 0, 0

    def buy(self, day):
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        # The first of a month, so that no month is too short.
        end = (
            date(year, month + 1, day.day) - timedelta(days=1) if self.months else None
        )
        self.lots.append([end, self.minutes])
        self.bought += 1

    def lapse(self, day):
        for lot in self.lots:
            if lot[0] and lot[0] < day:
                self.expired += lot[1]
                lot[1] = 0

    def work(self, day, minutes):
        self.lapse(day)
        for _minute in range(minutes):
            open_lots = [lot for lot in self.lots if lot[1]]
            if not open_lots:
                self.buy(day)
                open_lots = self.lots[-1:]
            open_lots[0][1] -= 1

    @property
    def left(self):
        return sum(lot[1] for lot in self.lots)


class TestWhatIfPure(BaseCase):
    """What packs would have cost the same work, without any database."""

    def _run(self, rule, *works):
        dues = [Due(number, day, units) for number, (day, units) in enumerate(works)]
        return run(dues, rule, LAST)

    def test_packs_are_bought_when_credit_is_used_up(self):
        outcome = self._run(
            Rule(offer(600, 1000)),
            (date(2025, 5, 2), 400),
            (date(2025, 6, 3), 300),
            (date(2025, 7, 4), 500),
        )
        self.assertEqual(
            [purchase.day for purchase in outcome.purchases],
            [date(2025, 5, 2), date(2025, 6, 3)],
        )
        self.assertEqual((outcome.paid, outcome.left, outcome.worth), (2000, 0, 0))
        # A minute costs 1.67: the pack's last one bears the rounding.
        self.assertEqual(outcome.costs, {0: 667, 1: 500, 2: 833})

    def test_work_that_needs_many_packs_buys_them_at_once(self):
        asked = []

        def cheaper(packs):
            asked.append(packs)
            return Offer(packs * 60, 0, packs * (100 if packs < 3 else 80))

        outcome = self._run(Rule(cheaper), (START, 150))
        self.assertEqual(outcome.purchases[0][1:], (3, 180, 240))
        self.assertEqual(max(asked), 3)

    def test_credit_that_expires_is_lost_and_bought_again(self):
        outcome = self._run(
            Rule(offer(600, 1000), months=3), (START, 60), (date(2025, 8, 1), 60)
        )
        self.assertEqual(len(outcome.purchases), 2)
        # The second one ends on the last of October.
        self.assertEqual((outcome.expired, outcome.lost), (1080, 1800))
        self.assertEqual((outcome.left, outcome.spent), (0, 2000))

    def test_credit_pays_on_its_last_day(self):
        rule = Rule(offer(600, 1000), months=3)
        outcome = self._run(rule, (START, 60), (date(2025, 6, 30), 60))
        self.assertEqual(len(outcome.purchases), 1)
        outcome = self._run(rule, (START, 60), (date(2025, 7, 1), 60))
        self.assertEqual(len(outcome.purchases), 2)

    def test_part_of_what_expires_rolls_over_once(self):
        rule = Rule(offer(600, 1000, rolling=240), months=3, rollover_months=2)
        outcome = self._run(rule, (START, 60), (date(2025, 8, 31), 200))
        self.assertEqual(len(outcome.purchases), 1, "240 of 540 min are usable on.")
        self.assertEqual((outcome.expired, outcome.left), (340, 0))

    def test_a_monthly_plan_brings_packs_whether_they_are_used_or_not(self):
        rule = Rule(offer(600, 1000), periods=YEAR)
        outcome = self._run(rule, (date(2025, 5, 2), 565))
        self.assertEqual(len(outcome.purchases), 12)
        self.assertEqual(outcome.paid, 12000)
        self.assertEqual(outcome.expired, 12 * 600 - 565)
        self.assertEqual((outcome.left, outcome.spent), (0, 12000))

    def test_work_beyond_a_month_is_invoiced_with_it(self):
        """TimeTracker 242: 50 hours a month are prepaid, the rest is billed."""
        rule = Rule(
            offer(50 * HOUR, 400000),
            periods=YEAR,
            beyond="invoice",
            price=by_the_hour(9500),
        )
        april, may = date(2025, 4, 20), date(2025, 5, 5)
        outcome = self._run(
            rule, (START, 40 * HOUR), (april, 12 * HOUR), (april, HOUR), (may, HOUR)
        )
        self.assertEqual(outcome.beyond, 3 * HOUR)
        self.assertEqual(outcome.beyond_paid, 28500)
        self.assertEqual(outcome.paid, 12 * 400000 + 28500)
        # 10 of the 12 hours are in the month's credit, at 80.00 an hour.
        self.assertEqual(outcome.costs[1], 80000 + 19000)
        self.assertEqual(outcome.costs[2], 9500)

    def test_each_month_has_an_invoice_of_its_own(self):
        rule = Rule(
            offer(60, 100), periods=YEAR, beyond="invoice", price=lambda units: 7
        )
        outcome = self._run(rule, (START, 61), (START, 1), (date(2025, 5, 1), 61))
        self.assertEqual(outcome.beyond_paid, 14)
        self.assertEqual(outcome.costs, {0: 104, 1: 3, 2: 107})

    def test_work_beyond_a_month_is_taken_from_the_next(self):
        rule = Rule(offer(600, 1000), periods=YEAR, beyond="debt")
        outcome = self._run(rule, (START, 700), (date(2026, 3, 31), 630))
        self.assertEqual(outcome.costs[0], 1000 + 167)
        self.assertEqual(outcome.debt, 30, "Nobody pays that within the time.")
        self.assertEqual(outcome.expired, 500 + 9 * 600)

    def test_one_more_pack_covers_a_month_that_was_too_small(self):
        rule = Rule(offer(600, 1000), months=12, periods=YEAR[:2])
        outcome = self._run(rule, (START, 700))
        self.assertEqual(len(outcome.purchases), 3)

    def test_nothing_worked_costs_nothing_unless_it_is_monthly(self):
        self.assertEqual(run([], Rule(offer(600, 1000)), LAST).paid, 0)
        rule = Rule(offer(600, 1000), periods=YEAR)
        self.assertEqual(run([], rule, LAST).paid, 12000)

    def test_what_expires_is_not_lost_where_it_was_promised(self):
        works = (START, 60), (date(2025, 8, 1), 60)
        for outcome, packs, owed, left in (
            ("keep", 2, 1080, 0),
            ("refund", 2, 1080, 0),
        ):
            told = self._run(Rule(offer(600, 1000), 3, outcome=outcome), *works)
            self.assertEqual(len(told.purchases), packs)
            self.assertEqual((told.expired, told.owed, told.left), (0, owed, left))
            # Two hours were used for 100 each.
            self.assertEqual((told.paid, told.spent, told.worth), (2000, 200, 1800))

    def test_what_waits_joins_the_next_pack_and_is_used_first(self):
        rule = Rule(offer(600, 1000), 3, outcome="carry")
        told = self._run(
            rule, (START, 60), (date(2025, 8, 1), 60), (date(2025, 9, 1), 540)
        )
        self.assertEqual(len(told.purchases), 2)
        # 540 waited from the first pack; what was left ended with the second.
        self.assertEqual((told.owed, told.left, told.expired), (540, 0, 0))
        told = self._run(rule, (START, 60), (date(2025, 8, 1), 1200))
        self.assertEqual(sum(purchase.packs for purchase in told.purchases), 3)

    def test_credit_that_a_law_keeps_never_expires(self):
        rule = Rule(offer(600, 1000), 3, stays=True)
        told = self._run(rule, (START, 60), (date(2026, 3, 1), 60))
        self.assertEqual((len(told.purchases), told.left, told.owed), (1, 480, 0))

    def test_months_end_on_the_last_day(self):
        months = get_months(date(2026, 3, 15), 3)
        self.assertEqual(months[0].first, date(2025, 12, 16))
        self.assertEqual(months[-1].last, date(2026, 3, 15))
        for last in (date(2026, 3, 30), date(2024, 2, 29), date(2026, 8, 31)):
            months = get_months(last, 12)
            self.assertEqual(len(months), 12)
            days = sum(month.days for month in months)
            self.assertEqual(days, (months[-1].last - months[0].first).days + 1)

    @given(
        works=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 300)), max_size=30),
        minutes=st.integers(1, 400),
        coins=st.integers(0, 10000),
        months=st.sampled_from([0, 1, 3, 6, 12]),
    )
    def test_like_the_naive_model(self, works, minutes, coins, months):
        days = [(YEAR[month].first, used) for month, used in sorted(works)]
        naive = Naive(minutes, coins, months)
        for day, used in days:
            naive.work(day, used)
        naive.lapse(LAST + timedelta(days=1))
        outcome = self._run(Rule(offer(minutes, coins), months=months), *days)
        self.assertEqual(outcome.paid, naive.bought * coins)
        self.assertEqual(outcome.expired, naive.expired)
        self.assertEqual(outcome.left, naive.left)

    @given(
        works=st.lists(
            st.tuples(st.integers(0, 364), st.integers(0, 300 * SCALE)), max_size=40
        ),
        pack=st.tuples(
            st.integers(1, 400 * SCALE), st.integers(0, 10**6), st.integers(0, 10**5)
        ),
        months=st.integers(0, 14),
        packs=st.integers(0, 3),
        ends=st.tuples(
            st.sampled_from(["pack", "invoice", "debt"]),
            st.sampled_from(["forfeit", "keep", "carry", "refund"]),
        ),
    )
    def test_no_coin_and_no_unit_is_lost(self, works, pack, months, packs, ends):
        """``packs`` every month; none: as they are needed.

        ``ends`` are what becomes of work beyond them, and of what expires.
        """
        units, coins, rolling = pack
        beyond, terms = ends
        days = [(START + timedelta(days=day), used) for day, used in sorted(works)]
        rule = Rule(
            offer(units, coins, min(rolling, units)),
            months=months,
            periods=YEAR if packs else (),
            packs=packs,
            beyond=beyond if packs else "pack",
            price=by_the_hour(9000),
            outcome=terms,
        )
        outcome = self._run(rule, *days)
        due = sum(used for _day, used in days)
        bought = sum(purchase.units for purchase in outcome.purchases)
        expired = outcome.expired + outcome.owed
        covered = due - outcome.beyond - outcome.debt
        self.assertEqual(bought, covered + expired + outcome.left)
        self.assertEqual(
            outcome.paid,
            sum(outcome.costs.values()) + outcome.lost + outcome.worth,
        )
        self.assertLessEqual(0, min(outcome.costs.values(), default=0))
        if not packs:
            self.assertFalse(outcome.beyond or outcome.debt)
