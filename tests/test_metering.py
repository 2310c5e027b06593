import math

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from .. import metering
from ..models.metering.terms import Terms, draw


@tagged("post_install", "-at_install")
class TestMetering(BaseCase):
    def test_hours_become_whole_minutes_half_up(self):
        for hours, minutes in {
            0: 0,
            1 / 60: 1,
            20 / 60: 20,
            0.33: 20,
            59 / 60: 59,
            0.5: 30,
            1.0083333: 60,
            1.0084: 61,
            0.5 / 60: 1,
            0.4999 / 60: 0,
            0.00833333: 1,
            12: 720,
        }.items():
            with self.subTest(hours=hours):
                self.assertEqual(metering.to_minutes(hours), minutes)

    def test_what_is_no_duration_is_marked_for_refusal(self):
        for hours in (math.nan, math.inf, 1e30, 745):
            beyond = metering.WORKED_MINUTES_MAX + 1
            self.assertEqual(metering.to_minutes(hours), beyond)
        self.assertLess(metering.to_minutes(-math.inf), 0)
        self.assertLess(metering.to_minutes(-1 / 60), 0)

    def test_a_month_of_work_is_the_longest(self):
        self.assertEqual(metering.to_minutes(744), 31 * 24 * 60)
        self.assertEqual(metering.to_minutes(-745), -1)
        self.assertEqual(metering.to_minutes(93, 480), 31 * 24 * 60)

    def test_seconds_that_are_typed_round_half_up(self):
        for text, read in {
            "1:00:29": (60, 7),
            "1:00:30": (61, 7),
            "25 min call": (25, 6),
            "call": (None, 0),
        }.items():
            with self.subTest(text=text):
                self.assertEqual(metering.read_minutes(text), read)

    def test_nothing_to_share_by_is_no_share(self):
        self.assertEqual(metering.apportion(7, [0, 0]), [0, 0])

    def test_a_price_of_an_hour_is_that_of_its_minutes(self):
        self.assertEqual(metering.to_minute_price(100), 1.666667)
        self.assertEqual(metering.to_minute_price(90), 1.5)
        for other, is_same in ((1.666667, True), (1.6666673, True), (1.666668, False)):
            with self.subTest(other=other):
                self.assertEqual(metering.is_same_price(1.666667, other), is_same)

    def test_no_part_of_a_split_is_empty(self):
        for lots, units, parts in (
            ([0, 5, 5], 5, [(1, 5)]),
            ([1], 1, [(0, 1)]),
            ([4, 4], 5, [(0, 4), (1, 1)]),
            ([3], 0, []),
        ):
            with self.subTest(lots=lots, units=units):
                self.assertEqual(metering.split(enumerate(lots), units), (parts, 0))

    def test_factors_draw_whole_minutes(self):
        for minutes, factor, drawn in (
            (15, 1.5, 23),
            (10, 1.5, 15),
            (60, 0, 0),
            (1, 0.5, 1),
            (1, 0.4, 0),
            (45, 2, 90),
            (7, 1.1, 8),
        ):
            with self.subTest(minutes=minutes, factor=factor):
                _exact, units = draw({(1.0, ""): minutes}, Terms(rate=factor))
                self.assertEqual(metering.to_quantity(units), drawn)

    def test_prices_draw_the_currencys_smallest_amount(self):
        for minutes, price, rounding, drawn in (
            (12, 1.5, 0.01, 18.00),
            (1, 1.666667, 0.01, 1.67),
            (600, 1.666667, 0.01, 1000.00),
            (7, 90.5, 1, 634),
            (3, 0.3335, 0.001, 1.001),
            (1, 0.005, 0.01, 0.01),
        ):
            with self.subTest(minutes=minutes, price=price, rounding=rounding):
                terms = Terms(rate=price, smallest=rounding, is_money=True)
                _exact, units = draw({(1.0, ""): minutes}, terms)
                self.assertEqual(metering.to_quantity(units), drawn)

    def test_durations_read_well(self):
        for minutes, text in {
            216: "3 h 36",
            600: "10 h",
            605: "10 h 05",
            45: "45 min",
            0: "0 min",
            -65: "-1 h 05",
            -5: "-5 min",
            -1: "-1 min",
            -0.4: "0 min",
        }.items():
            self.assertEqual(metering.format_minutes(minutes), text)

    @given(st.integers(0, 10**12))
    def test_quantities_and_units_are_one_figure(self, units):
        self.assertEqual(metering.to_units(metering.to_quantity(units)), units)

    @given(st.lists(st.integers(0, 10**6)), st.integers(0, 10**7))
    def test_a_split_takes_all_it_can_in_order(self, lots, units):
        parts, rest = metering.split(enumerate(lots), units)
        self.assertEqual(sum(taken for _key, taken in parts) + rest, units)
        self.assertEqual(rest, max(units - sum(lots), 0))
        for key, taken in parts[:-1]:
            self.assertEqual(taken, lots[key])
        self.assertEqual([key for key, _taken in parts], sorted(dict(parts)))

    @given(st.integers(-(10**9), 10**9), st.lists(st.integers(1, 10**6), min_size=1))
    def test_an_apportionment_loses_nothing(self, total, weights):
        parts = metering.apportion(total, weights)
        self.assertEqual(sum(parts), total)
        for part, weight in zip(parts, weights, strict=True):
            self.assertLess(abs(part - total * weight / sum(weights)), 1.01)
