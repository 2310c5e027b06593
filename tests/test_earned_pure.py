from odoo.tests import BaseCase

from ..metering import earn


class TestEarnedPure(BaseCase):
    """How much of a pack's price is revenue: 1,000.00 for ten hours, in coins."""

    def test_use_earns_its_part_of_the_price(self):
        for used, earned in ((0, 0), (1, 167), (150, 25000), (599, 99833)):
            with self.subTest(used=used):
                self.assertEqual(earn(100000, 600, used, 0), (earned, 0))

    def test_half_a_coin_is_earned(self):
        self.assertEqual(earn(100, 600, 3, 0), (1, 0))

    def test_the_last_minute_earns_what_rounding_left(self):
        self.assertEqual(earn(100, 3, 2, 0), (67, 0))
        self.assertEqual(earn(100, 3, 3, 0), (100, 0))

    def test_what_expired_is_earned_by_breakage(self):
        self.assertEqual(earn(100000, 600, 200, 100), (33333, 16667))
        self.assertEqual(earn(100000, 600, 300, 300), (50000, 50000))
        self.assertEqual(earn(100000, 600, 0, 600), (0, 100000))

    def test_use_beyond_what_is_still_paid_earns_no_more_than_the_price(self):
        """Part of the price was refunded after more had been used."""
        self.assertEqual(earn(50000, 300, 450, 0), (50000, 0))

    def test_what_is_paid_for_nothing_any_more_is_earned_by_use(self):
        self.assertEqual(earn(500, 0, 0, 0), (500, 0))
        self.assertEqual(earn(500, 0, 0, 5), (500, 0))

    def test_breakage_that_is_expected_is_earned_with_the_use(self):
        """Clients are expected to leave a fifth: 480 minutes earn the whole price."""
        for used, earned in (
            (240, (40000, 10000)),
            (480, (80000, 20000)),
            (540, (90000, 10000)),
            (600, (100000, 0)),
        ):
            with self.subTest(used=used):
                self.assertEqual(earn(100000, 600, used, 0, 0.2), earned)
