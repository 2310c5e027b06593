from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..models.client.review import (
    EXPIRY_DAYS,
    Facts,
    get_advice,
    get_last_period,
    get_leftovers,
    list_months,
)
from ..models.ledger.forecast import Lot

TODAY = date(2026, 3, 16)
QUARTER = (date(2025, 10, 1), date(2025, 12, 31))
DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))
UNITS = st.integers(0, 100_000)
LOTS = st.lists(
    st.builds(
        Lot,
        UNITS,
        st.dates(date(2026, 1, 1), date(2026, 5, 1)),
        st.none() | st.dates(date(2026, 3, 1), date(2026, 9, 1)),
    ),
    max_size=5,
)


def rules(**facts):
    """Return the rules that speak for a quarter with these facts."""
    whole = {"first": QUARTER[0], "last": QUARTER[1], "used": 0} | facts
    return [rule for rule, _figures in get_advice(Facts(**whole))]


@tagged("post_install", "-at_install")
class TestReviewPure(BaseCase):
    """Periods and advice, from figures alone."""

    def test_the_last_period_is_the_calendars(self):
        for today, months, first, last in (
            (date(2026, 3, 16), 3, date(2025, 10, 1), date(2025, 12, 31)),
            (date(2026, 4, 1), 3, date(2026, 1, 1), date(2026, 3, 31)),
            (date(2026, 12, 31), 3, date(2026, 7, 1), date(2026, 9, 30)),
            (date(2024, 3, 31), 1, date(2024, 2, 1), date(2024, 2, 29)),
            (date(2026, 1, 1), 1, date(2025, 12, 1), date(2025, 12, 31)),
            (date(2026, 12, 31), 12, date(2025, 1, 1), date(2025, 12, 31)),
        ):
            with self.subTest(today=today, months=months):
                self.assertEqual(get_last_period(today, months), (first, last))

    @given(DAYS, st.sampled_from((1, 3, 12)))
    def test_the_last_period_is_over_and_the_next_is_not(self, today, months):
        first, last = get_last_period(today, months)
        self.assertLess(last, today)
        self.assertEqual(len(list_months(first, last)), months)
        self.assertEqual(first.day, 1)
        self.assertLess(get_last_period(last, months)[1], first)

    def test_months_go_over_the_years_end(self):
        self.assertEqual(
            list_months(date(2025, 11, 20), date(2026, 1, 2)),
            [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)],
        )

    # === LEFTOVERS === #

    def test_what_the_pace_does_not_use_before_it_expires_is_left(self):
        lot = Lot(10_000, date(2026, 1, 1), date(2026, 3, 26))
        self.assertEqual(
            get_leftovers([lot], 0, 300, TODAY), [(date(2026, 3, 26), 7_000)]
        )
        self.assertEqual(get_leftovers([lot], 0, 1000, TODAY), [])

    def test_credit_that_is_set_aside_is_not_left(self):
        lot = Lot(10_000, date(2026, 1, 1), date(2026, 3, 26))
        self.assertEqual(get_leftovers([lot], 10_000, 0, TODAY), [])

    def test_what_is_used_first_leaves_the_next(self):
        lots = [
            Lot(3_000, date(2026, 1, 1), date(2026, 3, 26)),
            Lot(3_000, date(2026, 1, 1), date(2026, 4, 5)),
        ]
        self.assertEqual(
            get_leftovers(lots, 0, 200, TODAY),
            [(date(2026, 3, 26), 1_000), (date(2026, 4, 5), 1_000)],
        )

    def test_what_expires_late_asks_nobody_today(self):
        lot = Lot(10_000, date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual(get_leftovers([lot], 0, 0, TODAY), [])

    @settings(max_examples=100)
    @given(LOTS, UNITS, st.integers(0, 3000))
    def test_no_more_is_left_than_there_is(self, lots, taken, daily):
        left = get_leftovers(lots, taken, daily, TODAY)
        whole = sum(lot.units for lot in lots)
        self.assertLessEqual(sum(units for _day, units in left), max(whole - taken, 0))
        for day, units in left:
            self.assertGreaterEqual(units, 0)
            self.assertLessEqual((day - TODAY).days, EXPIRY_DAYS)
        more = get_leftovers(lots, taken, daily + 100, TODAY)
        self.assertLessEqual(sum(u for _d, u in more), sum(u for _d, u in left))

    # === RULES === #

    def test_a_quiet_quarter_advises_nothing(self):
        self.assertEqual(rules(used=60_000), [])

    def test_another_allowance_where_use_is_far_from_it(self):
        allowance = {"allowance": 600_000}
        self.assertEqual(rules(used=3 * 700_000, **allowance), ["larger"])
        self.assertEqual(rules(used=3 * 600_000, **allowance), [])
        self.assertEqual(rules(used=3 * 300_000, **allowance), ["smaller"])

    def test_one_month_says_nothing_of_an_allowance(self):
        facts = Facts(date(2025, 12, 1), date(2025, 12, 31), 0, allowance=600_000)
        self.assertEqual(get_advice(facts), [])

    def test_who_buys_often_is_told(self):
        self.assertEqual(rules(purchases=4), [])
        self.assertEqual(rules(purchases=5), ["often"])
        self.assertEqual(rules(purchases=5, used=1_800_000, allowance=600_000), [])

    def test_debt_and_expiry_come_before_the_rest(self):
        said = rules(
            debt=5_000,
            questions=2,
            purchases=9,
            expiring=((date(2026, 4, 1), 1_000),),
        )
        self.assertEqual(said, ["debt", "expiring", "often", "questions"])
