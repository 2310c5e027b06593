from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.ledger.forecast import (
    DAYS_MAX,
    DEVIATIONS,
    Credit,
    Lot,
    forecast,
    get_curve,
    get_pace,
    get_pace_percent,
    pays,
)

TODAY = date(2026, 3, 16)
units = st.integers(1, 10**7)
# A unit is a thousandth of a minute: less than that is what floats leave.
NOISE = 0.5
days = st.integers(0, 500).map(lambda age: TODAY - timedelta(days=age))
draws = st.dictionaries(days, units, max_size=40).map(lambda used: [*used.items()])
regular = st.integers(1, 10).flatmap(
    lambda gap: st.lists(units, min_size=8, max_size=40).map(
        lambda used: [
            (TODAY - timedelta(days=gap * back + 1), n) for back, n in enumerate(used)
        ]
    )
)
histories = st.one_of(draws, regular)
lots = st.lists(
    st.builds(
        lambda units, start, length: Lot(
            units,
            TODAY + timedelta(days=start),
            length and TODAY + timedelta(days=start + length),
        ),
        st.integers(1, 10**9),
        st.integers(-60, 200),
        st.one_of(st.none(), st.integers(1, 300)),
    ),
    max_size=5,
)


def last(day):
    return day or date.max


def simulate(draws, lots, deviations):
    """Return the day of running out the long way: day by day, grant by grant."""
    need = get_curve(get_pace(draws, TODAY), TODAY, deviations)
    left = [lot.units for lot in lots]
    for number in range(1, DAYS_MAX + 1):
        day, owed = TODAY + timedelta(days=number), need(number) - need(number - 1)
        valid = [
            at for at, lot in enumerate(lots) if left[at] > NOISE and pays(lot, day)
        ]
        if not valid:
            return day - timedelta(days=1)
        for at in valid:
            part = min(left[at], owed)
            left[at] -= part
            owed -= part
        if not any(left[at] > NOISE for at in valid):
            return day
    return None


def work(gap, used, back=120, until=0):
    return [(TODAY - timedelta(days=age), used) for age in range(until, back + 1, gap)]


class TestForecastPure(BaseCase):
    """When credit is gone, whatever the history."""

    # === RULES === #

    def test_no_day_is_told_of_too_little_work(self):
        lot = [Lot(600, TODAY)]
        for used, state in (
            ([], "gathering"),
            (work(1, 5, back=12), "gathering"),
            ([(TODAY - timedelta(days=50), 60)], "gathering"),
            ([(TODAY - timedelta(days=14), 60), (TODAY, 60)], "told"),
            (work(1, 5, back=200, until=90), "idle"),
            ([(TODAY - timedelta(days=400), 60)], "idle"),
            ([(TODAY + timedelta(days=3), 60)], "gathering"),
        ):
            with self.subTest(used=used[:2]):
                told = forecast(used, lot, TODAY)
                self.assertEqual(told.state, state)
                self.assertEqual(bool(told.day), state == "told")

    def test_steady_use_is_a_division(self):
        told = forecast(work(1, 10), [Lot(300, TODAY)], TODAY)
        self.assertEqual(told.day, TODAY + timedelta(days=30))
        self.assertLess(told.soonest, told.day)
        self.assertGreater(told.latest, told.day)

    def test_credit_ends_on_a_day_on_which_the_client_works(self):
        """The client works on Mondays: nothing is used up on a Sunday."""
        mondays = [(TODAY - timedelta(weeks=week), 60) for week in range(50)]
        told = forecast(mondays, [Lot(180, TODAY)], TODAY)
        self.assertEqual(told.day.weekday(), 0)

    def test_the_days_of_the_week_are_those_of_today(self):
        """On a Wednesday, for a client who works on Fridays."""
        wednesday, friday = TODAY + timedelta(days=2), TODAY - timedelta(days=3)
        fridays = [(friday - timedelta(weeks=week), 60) for week in range(50)]
        for units in (40, 95, 150):
            told = forecast(fridays, [Lot(units, TODAY)], wednesday)
            self.assertEqual(told.day.weekday(), 4)

    def test_use_of_more_than_a_year_ago_tells_nothing(self):
        used = work(1, 10)
        for age, matters in ((364, True), (365, False), (400, False)):
            before = (TODAY - timedelta(days=age), 10**6)
            pace = get_pace([*used, before], TODAY)
            self.assertEqual(pace != get_pace(used, TODAY), matters)

    def test_what_is_set_aside_or_owed_runs_out_first(self):
        used = work(1, 10)
        held = forecast(used, [Lot(300, TODAY)], TODAY, taken=100)
        self.assertEqual(held, forecast(used, [Lot(200, TODAY)], TODAY))
        self.assertEqual(forecast(used, [Lot(300, TODAY)], TODAY, 300).state, "gone")

    def test_credit_that_expires_unused_does_not_last(self):
        used, end = work(1, 10), TODAY + timedelta(days=9)
        told = forecast(used, [Lot(1000, TODAY, end)], TODAY)
        self.assertEqual((told.day, told.latest), (end, end))
        self.assertFalse(told.is_early)
        told = forecast(used, [Lot(1000, TODAY, end), Lot(100, TODAY)], TODAY)
        self.assertEqual(told.day, end + timedelta(days=10))
        self.assertTrue(forecast(used, [Lot(50, TODAY, end)], TODAY).is_early)

    def test_it_is_early_only_if_the_day_itself_is(self):
        """The soonest day is before the expiry, the likely one is not."""
        end = TODAY + timedelta(days=28)
        told = forecast(work(1, 10), [Lot(300, TODAY, end)], TODAY)
        self.assertLess(told.soonest, end)
        self.assertEqual(told.day, end)
        self.assertFalse(told.is_early)

    def test_each_day_is_paid_by_what_is_valid_on_it(self):
        def lot(units, first=0, last=None):
            end = last and TODAY + timedelta(days=last)
            return Lot(units, TODAY + timedelta(days=first), end)

        for lots, day in (
            ([lot(5)], 1),
            ([lot(100, 0, 1), lot(30, 2)], 4),
            ([lot(100, 0, 9)], 9),
            ([lot(90, 0, 9), lot(50, 10)], 9),
            ([lot(1000, 0, 5), lot(200), lot(100, 10)], 35),
        ):
            with self.subTest(lots=lots):
                told = forecast(work(1, 10), lots, TODAY)
                self.assertEqual(told.day, TODAY + timedelta(days=day))

    def test_credit_of_later_counts_from_its_day(self):
        used, later = work(1, 10), Lot(100, TODAY + timedelta(days=20))
        told = forecast(used, [Lot(300, TODAY), later], TODAY)
        self.assertEqual(told.day, TODAY + timedelta(days=40))
        told = forecast(used, [Lot(50, TODAY), later], TODAY)
        self.assertEqual(told.day, TODAY + timedelta(days=5))
        self.assertEqual(forecast(used, [later], TODAY).state, "gone")

    def test_recent_work_counts_most(self):
        more = work(1, 30, back=29) + work(1, 10, until=30)
        self.assertGreater(get_pace(more, TODAY).daily, 17)

    def test_pace_is_used_part_by_elapsed_part(self):
        """Four weeks of credit, half of the time over."""
        start, end = TODAY - timedelta(days=13), TODAY + timedelta(days=14)
        for used, percent in ((0, 0), (50, 100), (75, 150), (100, 200)):
            credit = Credit(used, 100 - used, start, end)
            self.assertEqual(get_pace_percent([credit], TODAY), percent)
        self.assertEqual(get_pace_percent([], TODAY), 0)
        over = Credit(10, 90, start, TODAY - timedelta(days=1))
        self.assertEqual(get_pace_percent([over], TODAY), 0)

    # === ANY HISTORY === #

    @given(histories, lots, st.integers(0, 10**9))
    def test_the_range_contains_the_day(self, draws, lots, taken):
        told = forecast(draws, lots, TODAY, taken)
        self.assertIn(told.state, ("told", "gathering", "idle", "gone"))
        if told.state == "told":
            self.assertLessEqual(TODAY, last(told.soonest))
            self.assertLessEqual(last(told.soonest), last(told.day))
            self.assertLessEqual(last(told.day), last(told.latest))
        else:
            self.assertFalse(told.day or told.soonest or told.latest)

    @given(histories, lots, st.data())
    def test_more_credit_never_runs_out_sooner(self, draws, lots, data):
        more = [*lots]
        at = data.draw(st.integers(0, len(lots)))
        more.insert(at, Lot(data.draw(units), TODAY))
        before, after = forecast(draws, lots, TODAY), forecast(draws, more, TODAY)
        if before.state == "told":
            for name in ("day", "soonest", "latest"):
                self.assertLessEqual(
                    last(getattr(before, name)), last(getattr(after, name))
                )

    @given(histories, lots)
    def test_minutes_and_cents_alike(self, draws, lots):
        """Scaled by a power of two, floats are exact."""
        scaled = forecast(
            [(day, used * 1024) for day, used in draws],
            [lot._replace(units=lot.units * 1024) for lot in lots],
            TODAY,
        )
        told = forecast(draws, lots, TODAY)
        self.assertEqual(scaled, told._replace(daily=told.daily * 1024))

    @given(histories, lots)
    def test_given_back_is_as_never_used(self, draws, lots):
        back = [(TODAY - timedelta(days=600), 0)]
        told = forecast(draws, lots, TODAY)
        self.assertEqual(forecast(back + draws, lots, TODAY), told)

    @given(regular, lots, st.sampled_from((0, DEVIATIONS, -DEVIATIONS)))
    def test_it_is_what_a_walk_day_by_day_finds(self, draws, lots, deviations):
        told = forecast(draws, lots, TODAY)
        if told.state != "told":
            return
        name = {0: "day", DEVIATIONS: "soonest", -DEVIATIONS: "latest"}[deviations]
        walked = simulate(draws, lots, deviations)
        mine = getattr(told, name)
        self.assertEqual(bool(mine), bool(walked))
        if mine:
            # What is left of a unit by rounding may take one more day of work.
            self.assertLessEqual(abs((mine - walked).days), 7)
