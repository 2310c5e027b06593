from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.sale_timesheet_prepaid.models.shares.share import (
    find_level,
    find_period,
    follow_level,
    take_percent,
)


@tagged("post_install", "-at_install")
class TestSharePure(BaseCase):
    """Periods, percentages and levels, worked by hand."""

    def test_periods_are_the_calendar_s(self):
        day = date(2024, 2, 29)
        for period, first, last in (
            ("month", date(2024, 2, 1), day),
            ("quarter", date(2024, 1, 1), date(2024, 3, 31)),
            ("year", date(2024, 1, 1), date(2024, 12, 31)),
            ("contract", date.min, date.max),
        ):
            self.assertEqual(find_period(period, day), (first, last))

    def test_percent_goes_down_to_what_can_be_drawn(self):
        for units, percent, step, part in (
            (600_000, 33.33, 1000, 199_000),
            (600_000, 100, 1000, 600_000),
            (100_000, 12.5, 10, 12_500),
            (1, 50, 1, 0),
            (-600_000, 50, 1000, 0),
        ):
            self.assertEqual(take_percent(units, percent, step), part)

    def test_levels_are_reached(self):
        for used, limit, level in (
            (74, 100, 0),
            (75, 100, 75),
            (89, 100, 75),
            (90, 100, 90),
            (100, 100, 100),
            (300, 100, 100),
            (1, 0, 100),
            (0, 0, 0),
            (-5, 100, 0),
        ):
            self.assertEqual(find_level(used, limit), level)

    def test_only_use_tells_and_less_use_arms_again(self):
        self.assertEqual(follow_level(0, 75, 10), (75, True))
        self.assertEqual(follow_level(75, 75, 10), (75, False))
        self.assertEqual(follow_level(75, 100, 10), (100, True))
        self.assertEqual(follow_level(75, 90, 0), (75, False))
        self.assertEqual(follow_level(90, 75, -10), (75, False))
        self.assertEqual(follow_level(90, 0, -10), (0, False))
