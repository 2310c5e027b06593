from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..models.schedule import periods, spans
from ..models.schedule.periods import Period
from ..models.schedule.spans import Grid, Share, Span, Wanted

ONE = timedelta(days=1)
DAYS = st.dates(date(2023, 12, 1), date(2025, 3, 15))
WANTED = st.lists(
    st.builds(
        Wanted,
        st.integers(1, 3),
        st.sampled_from([1, 2, 3, 0.5]),
        st.sampled_from([10, 99.99, 33.33]),
        st.sampled_from([0, 10, 12.5]),
        st.sampled_from([1, 3]),
    ),
    max_size=3,
    unique_by=lambda wanted: wanted.product,
)


@tagged("post_install", "-at_install")
class TestPeriods(BaseCase):
    """Periods on an anchor, through short months and leap years."""

    def test_the_last_day_of_the_month_stays_the_last_day(self):
        first = date(2024, 1, 31)
        found = periods.walk(first, date(2024, 5, 1), 1, 31, first)
        starts = [(2024, 1, 31), (2024, 2, 29), (2024, 3, 31), (2024, 4, 30)]
        self.assertEqual([period.first for period in found], [date(*s) for s in starts])
        self.assertEqual([period.days for period in found], [29, 31, 30, 31])

    def test_a_common_year_s_february(self):
        period = periods.find(date(2023, 3, 1), 1, 30, date(2023, 1, 30))
        self.assertEqual(period, Period(date(2023, 2, 28), date(2023, 3, 29)))

    def test_a_first_period_that_starts_late_counts_in_whole_days(self):
        period = periods.find(date(2024, 5, 20), 3, 1, date(2024, 4, 1))
        self.assertEqual(period, Period(date(2024, 4, 1), date(2024, 6, 30)))
        self.assertEqual(period.count(date(2024, 5, 20)), 42)
        self.assertEqual(period.days, 91)

    @settings(max_examples=200)
    @given(DAYS, st.sampled_from([1, 3, 6, 12]), st.integers(1, 31), DAYS)
    def test_every_day_is_in_one_period(self, day, months, anchor, origin):
        period = periods.find(day, months, anchor, origin)
        self.assertTrue(period.first <= day <= period.last)
        for other in (period.first, period.last):
            self.assertEqual(periods.find(other, months, anchor, origin), period)
        before = periods.find(period.first - ONE, months, anchor, origin)
        self.assertEqual(before.last, period.first - ONE)

    @given(DAYS, st.integers(1, 31), DAYS)
    def test_a_quarter_is_three_of_its_months(self, day, anchor, origin):
        quarter = periods.find(day, 3, anchor, origin)
        months = periods.walk(quarter.first, quarter.last, 1, anchor, origin)
        self.assertEqual(len(months), 3)
        self.assertEqual(months[0].first, quarter.first)
        self.assertEqual(months[-1].last, quarter.last)


@tagged("post_install", "-at_install")
class TestSpans(BaseCase):
    """What days come to, by hand and by a naive model that goes day by day."""

    MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
    APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))

    def _get_gaps(self, spans_then, spans_now, until):
        args = (until, Grid(date(2026, 1, 1), 1, 1), 0.01)
        then, now = (spans.get_due(each, *args) for each in (spans_then, spans_now))
        return spans.subtract(now, then)

    def test_a_change_on_the_17th_is_priced_by_the_month_s_days(self):
        two, three = (Wanted(1, number, 30, 0, 1) for number in (2, 3))
        then = [Span(two, date(2026, 1, 1))]
        for period, days, amount in (
            (self.MARCH, 15, Fraction("14.52")),
            (self.APRIL, 14, Fraction(14)),
        ):
            now = spans.change(then, period.first.replace(day=17), [three])
            gaps = self._get_gaps(then, now, period.last + ONE)
            self.assertEqual(gaps, {(1, period): Share(Fraction(days), amount)})

    def test_two_changes_in_one_period_add_up(self):
        two, three = (Wanted(1, number, 31, 0, 1) for number in (2, 3))
        then = [Span(two, date(2026, 3, 1))]
        more = spans.change(then, date(2026, 3, 11), [three])
        back = spans.change(more, date(2026, 3, 21), [two])
        until = self.APRIL.first
        self.assertEqual(
            self._get_gaps(then, more, until)[1, self.MARCH], Share(21, Fraction(21))
        )
        self.assertEqual(
            self._get_gaps(more, back, until)[1, self.MARCH], Share(-11, Fraction(-11))
        )

    def test_what_goes_on_is_not_cut(self):
        site = Wanted(1, 1, 30, 0, 1)
        then = [Span(site, date(2026, 1, 1))]
        more = spans.change(then, date(2026, 3, 17), [site, Wanted(2, 1, 5, 0, 1)])
        self.assertEqual(more[0], then[0])
        self.assertEqual(spans.change(more, date(2026, 3, 20), [site])[0], then[0])

    def test_yearly_to_monthly_in_month_seven_gives_back_five_months(self):
        then = [Span(Wanted(1, 1, 1200, 0, 12), date(2025, 1, 1))]
        now = spans.change(then, date(2025, 8, 1), [Wanted(1, 1, 110, 0, 1)])
        start = date(2025, 1, 1)
        billed = spans.get_due(then, start + ONE, Grid(start, 1, 12), 0.01)
        due = spans.get_due(now, date(2025, 9, 1), Grid(start, 1, 1), 0.01)
        gaps = spans.subtract(due, billed)
        year = Period(date(2025, 1, 1), date(2025, 12, 31))
        given = round(Fraction(1200) * 153 / 365, 2)
        self.assertEqual(gaps.pop((1, year)), Share(Fraction(-153), -given))
        self.assertEqual([share.amount for share in gaps.values()], [110])

    def test_a_yearly_option_beside_months_is_billed_by_the_year(self):
        then = [
            Span(Wanted(1, 1, 120, 0, 12), date(2026, 1, 1)),
            Span(Wanted(2, 1, 10, 0, 1), date(2026, 1, 1)),
        ]
        due = spans.get_due(then, self.MARCH.first, Grid(date(2026, 1, 1), 1, 1), 0.01)
        self.assertEqual(sum(share.amount for share in due.values()), 140)

    def test_a_quarter_is_billed_with_its_three_months(self):
        then = [Span(Wanted(1, 1, 10, 0, 1), date(2026, 1, 1))]
        grid = Grid(date(2026, 1, 1), 1, 3)
        due = spans.get_due(then, date(2026, 1, 2), grid, 0.01)
        self.assertEqual([share.amount for share in due.values()], [10] * 3)

    def test_what_exceeds_the_bill_stays_open(self):
        gaps = {1: Share(3, Fraction(30)), 2: Share(-10, Fraction(-100))}
        kept = spans.keep_positive(gaps, 0.01)
        self.assertEqual(kept[2], Share(Fraction(-3), Fraction(-30)))
        self.assertEqual(spans.keep_positive({2: gaps[2]}, 0.01), {})

    @settings(max_examples=100)
    @given(
        st.lists(st.tuples(DAYS, WANTED), min_size=1, max_size=5),
        st.integers(1, 31),
        DAYS,
    )
    def test_any_life_comes_to_its_days(self, changes, anchor, until):
        origin, lives = date(2023, 11, 5), []
        changes = sorted(changes, key=lambda change: change[0])
        for day, wanted in changes:
            lives = spans.change(lives, day, wanted)
        grid = Grid(origin, anchor, 1)
        due = spans.get_due(lives, until, grid, 0.01)
        naive = self._go(changes, grid, until)
        self.assertEqual(sorted(due.items()), sorted(naive.items()))

    def _go(self, changes, grid, until):
        """Go day by day: what is wanted on it costs its share of the period."""
        naive, day = {}, changes[0][0]
        while day <= grid.find(until - ONE, 3).last:
            wanted = [want for start, want in changes if start <= day][-1]
            for each in wanted:
                period = grid.find(day, each.months)
                if day > grid.get_horizon(until, each.months):
                    continue
                units, amount = naive.get((each.product, period), (0, 0))
                price = Fraction(str(each.price)) * Fraction(str(each.quantity))
                price *= 1 - Fraction(str(each.discount)) / 100
                naive[each.product, period] = (
                    units + Fraction(str(each.quantity)),
                    amount + price / period.days,
                )
            day += ONE
        return {
            key: Share(units, Fraction((amount * 100 + Fraction(1, 2)) // 1, 100))
            for key, (units, amount) in naive.items()
        }
