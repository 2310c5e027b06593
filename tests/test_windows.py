from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.metering.clock import make_clock, run_on
from ..models.metering.terms import Terms, Work, draw, meter, meter_minutes, price_clock
from ..models.metering.windows import DAYS, Window, get_times, to_clock

PARIS = ZoneInfo("Europe/Paris")
UTC = ZoneInfo("UTC")
EVENING = Window(1.5, "evening", "all", 18, 22)
NIGHT = Window(2, "night", "all", 22, 6)
SUNDAY = Window(1.75, "Sunday", "6")
HOLIDAY = Window(3, "public holiday", "holiday")
RULES = Terms(windows=(EVENING, NIGHT, SUNDAY, HOLIDAY))
# Easter Monday in Paris, UTC.
EASTER = [(datetime(2026, 4, 5, 22), datetime(2026, 4, 6, 22))]


def at(text):
    """Return a moment that the clock in Paris shows, naive UTC."""
    shown = datetime.fromisoformat(f"2026-{text}").replace(tzinfo=PARIS)
    return shown.astimezone(UTC).replace(tzinfo=None)


def get_clock(spans, minutes, windows, holidays=EASTER):
    spans = run_on(spans, minutes)
    ends = spans[0][0], spans[-1][1]
    times = [get_times(window, *ends, PARIS, holidays) for window in windows]
    return make_clock(spans, None, times)


def work(spans, minutes, rules=RULES):
    """Return the facts of work in Paris that began, or had spans, then."""
    if isinstance(spans, str):
        spans = [(at(spans), at(spans))]
    reach = rules.free + meter_minutes(minutes, rules)
    return meter(Work(minutes, clock=get_clock(spans, reach, rules.windows)), rules)


# When the clock in Paris showed what, minutes worked, minutes drawn: by hand.
DRAWN = [
    # Monday, 16 March: no rule, the evening, the night
    ("03-16 10:00", 60, 60),
    ("03-16 17:30", 60, 75),  # 30 + 30 × 1.5
    ("03-16 21:30", 60, 105),  # 30 × 1.5 + 30 × 2
    ("03-16 17:00", 60, 60),  # ends at the edge
    ("03-16 18:00", 60, 90),  # begins at the edge
    ("03-16 17:59", 2, 3),  # 1 + 1.5 = 2.5
    ("03-16 17:59", 300, 479),  # 1 + 240 × 1.5 + 59 × 2
    # Over midnight, and out of the night
    ("03-16 23:30", 60, 120),
    ("03-17 05:30", 60, 90),  # 30 × 2 + 30
    # Two rules at once: the highest, never the product
    ("03-21 23:30", 60, 120),  # Saturday night into Sunday: the night
    ("03-22 05:30", 60, 113),  # 30 × 2 + 30 × 1.75 = 112.5
    ("03-22 17:30", 60, 105),  # Sunday evening: 60 × 1.75
    ("03-22 21:30", 60, 113),  # 30 × 1.75 + 30 × 2 = 112.5
    ("03-22 23:30", 60, 120),
    # Sunday, 29 March: the clock goes from 2:00 to 3:00
    ("03-29 01:30", 60, 120),  # until 3:30
    ("03-29 05:30", 60, 113),  # 30 × 2 + 30 × 1.75 = 112.5
    ("03-29 01:30", 300, 578),  # 210 × 2 until 6:00, 90 × 1.75 = 577.5
    # Sunday, 25 October: the clock shows 2:00 to 3:00 twice
    ("10-25 01:30", 300, 600),  # until 5:30
    ("10-25 01:30", 360, 713),  # 330 × 2 until 6:00, 30 × 1.75 = 712.5
    # Monday, 6 April: a public holiday
    ("04-06 12:00", 60, 180),
    ("04-06 21:30", 30, 90),  # the evening is cheaper
    ("04-06 23:30", 60, 150),  # 30 × 3, then 30 × 2 of the night
    ("04-05 23:30", 60, 150),  # 30 × 2 of the night, then 30 × 3
]


class TestWindows(BaseCase):
    """Rules by the clock, without any business hours."""

    def test_the_worked_table(self):
        for start, minutes, due in DRAWN:
            with self.subTest(start=start, minutes=minutes):
                self.assertEqual(work(start, minutes)["due"], due)

    def test_pauses_are_left_out(self):
        spans = [
            (at("03-16 17:00"), at("03-16 17:20")),
            (at("03-16 18:10"), at("03-16 18:30")),
        ]
        self.assertEqual(work(spans, 40)["due"], 20 + 30)
        spans = [
            (at("03-16 21:50"), at("03-16 22:10")),
            (at("03-16 23:00"), at("03-16 23:10")),
        ]
        self.assertEqual(work(spans, 30)["due"], 15 + 20 + 20)

    def test_a_minimum_runs_on_by_the_clock(self):
        rules = RULES._replace(minimum=60)
        self.assertEqual(work("03-16 17:50", 10, rules)["due"], 10 + 75)

    def test_the_first_minutes_that_are_free_are_the_first_of_the_clock(self):
        rules = RULES._replace(free=5)
        self.assertEqual(work("03-16 17:55", 20, rules)["due"], 23)

    def test_the_facts_say_which_minutes_cost_what(self):
        facts = work("03-16 21:30", 60)
        self.assertEqual(facts["spans"], [[30, 1.5, "evening"], [30, 2, "night"]])
        self.assertNotIn("spans", work("03-16 10:00", 60))

    def test_business_hours_are_one_more_rule(self):
        rules = Terms(outside=1.75, windows=(NIGHT,))
        spans = [(at("03-16 21:30"), at("03-16 21:30"))]
        ends = at("03-16 21:30"), at("03-16 22:30")
        times = [get_times(NIGHT, *ends, PARIS)]
        clock = make_clock(run_on(spans, 60), [], times)
        self.assertEqual(meter(Work(60, clock=clock), rules)["due"], 113)

    def test_days_of_the_week_are_those_on_which_it_begins(self):
        friday = Window(2, "Friday night", "4", 22, 6)
        rules = Terms(windows=(friday,))
        self.assertEqual(work("03-20 23:00", 60, rules)["due"], 120)
        self.assertEqual(work("03-21 05:00", 60, rules)["due"], 120)
        self.assertEqual(work("03-21 23:00", 60, rules)["due"], 60)
        self.assertEqual(work("03-20 05:00", 60, rules)["due"], 60)

    @given(
        st.datetimes(datetime(2026, 3, 26), datetime(2026, 3, 31))
        | st.datetimes(datetime(2026, 10, 23), datetime(2026, 10, 27))
        | st.datetimes(datetime(2026, 4, 4), datetime(2026, 4, 8)),
        st.integers(1, 1500),
        st.lists(
            st.builds(
                Window,
                st.sampled_from([0.5, 1, 1.25, 1.5, 2, 3]),
                st.just("rule"),
                st.sampled_from(list(DAYS)),
                st.integers(0, 23),
                st.integers(0, 24),
            ),
            max_size=4,
        ),
    )
    def test_each_minute_costs_what_the_clock_shows(self, start, minutes, windows):
        start = start.replace(second=0, microsecond=0)
        rules = Terms(windows=tuple(windows))
        clock = get_clock([(start, start)], minutes, windows)
        exact, _units = draw(price_clock(clock, 0, minutes, rules), rules)
        expected = sum(
            read_factor(start + timedelta(minutes=number), windows)
            for number in range(minutes)
        )
        self.assertEqual(float(exact), expected)


def read_factor(moment, windows):
    """Return what a minute costs, by looking at the clock: the naive model."""
    shown = to_clock(moment, PARIS)
    factors = [window.factor for window in windows if holds(window, shown, moment)]
    return max(factors, default=1)


def holds(window, shown, moment):
    if window.days == "holiday" and not EASTER[0][0] <= moment < EASTER[0][1]:
        return False
    days, hour, today = DAYS[window.days], shown.hour, shown.weekday()
    if window.hour_from < window.hour_to:
        return today in days and window.hour_from <= hour < window.hour_to
    return (today in days and hour >= window.hour_from) or (
        (today - 1) % 7 in days and hour < window.hour_to
    )
