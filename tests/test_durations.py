from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..metering import MINUTES_MAX, format_minutes, parse_minutes


class TestDurations(BaseCase):
    """What the product prints as a duration is read back as the same."""

    @given(st.integers(-(10**9), 10**9))
    def test_what_is_printed_is_read_back(self, minutes):
        self.assertEqual(parse_minutes(format_minutes(minutes)), minutes)

    @given(st.floats(-(10**6), 10**6))
    def test_what_is_printed_of_parts_of_minutes_prints_the_same(self, minutes):
        printed = format_minutes(minutes)
        self.assertEqual(format_minutes(parse_minutes(printed)), printed)

    def test_every_usual_way_to_write_a_duration_is_understood(self):
        for text, minutes in (
            ("1 h 30", 90),
            ("\u22121 h 01", -61),
            ("- 1 h 01", -61),
            ("25 min", 25),
            ("0:45", 45),
            ("0:44:30", 45),
            ("1h30", 90),
            ("1 h 30 min", 90),
            ("1\u202fh\u00a030", 90),
            ("1h5", 65),
            ("1 h 5 min", 65),
            ("1.5h", 90),
            ("1,5 heure", 90),
            ("2 hrs", 120),
            ("90", 90),
            ("9" * 5000, MINUTES_MAX),
        ):
            with self.subTest(text=text[:20]):
                self.assertEqual(parse_minutes(text), minutes)

    def test_what_is_no_duration_is_none(self):
        for text in ("", "ten", "1:75", "10 h 75", "1.5 h 10", "1.5", "3rd", "-"):
            with self.subTest(text=text):
                self.assertIsNone(parse_minutes(text))

    def test_halves_of_a_minute_count_up_and_nothing_has_no_sign(self):
        self.assertEqual(format_minutes(2.5), "3 min")
        self.assertEqual(format_minutes(-0.4), "0 min")
