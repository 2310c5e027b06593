from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.books.native import Native, to_line_minutes

MINUTES = st.integers(0, 10**6)


class TestNativePure(BaseCase):
    """What is left of hours that an order line sold, and what was paid for them."""

    def test_quantities_become_whole_minutes(self):
        for quantity, per_unit, minutes in (
            (10, 60, 600),
            (2.25, 480, 1080),
            (20 / 60, 60, 20),
            (0.33, 60, 20),
            (1 / 3 + 1 / 3 + 1 / 3, 60, 60),
            (5000, 60, 300000),
            (-1.5, 60, -90),
        ):
            with self.subTest(quantity=quantity):
                self.assertEqual(to_line_minutes(quantity, per_unit), minutes)

    def test_what_was_invoiced_is_worked_first(self):
        half_billed = Native(ordered=600, worked=120, invoiced=300, coins=50000)
        self.assertEqual(half_billed.left, 480)
        self.assertEqual(half_billed.invoiced_left, 180)
        self.assertEqual(half_billed.missing, 300)
        self.assertEqual(half_billed.price_left, 30000)

    def test_nothing_invoiced_has_no_price(self):
        self.assertEqual(Native(600, 0, 0, 0).price_left, 0)
        self.assertEqual(Native(600, 300, 300, 10000).price_left, 0)

    def test_overworked_has_nothing_left_to_be_paid(self):
        over = Native(600, 700, 600, 10000)
        self.assertEqual((over.left, over.missing, over.price_left), (-100, 0, 0))

    def test_more_credited_than_invoiced_is_no_price(self):
        self.assertEqual(Native(600, 0, 300, -500).price_left, 0)

    @settings(max_examples=50, deadline=None)
    @given(st.tuples(MINUTES, MINUTES, MINUTES, MINUTES))
    def test_the_price_left_is_never_more_than_was_invoiced(self, figures):
        native = Native(*figures)
        self.assertLessEqual(native.price_left, native.coins)
        self.assertGreaterEqual(native.price_left, 0)
        self.assertEqual(native.invoiced_left + native.missing, max(native.left, 0))
