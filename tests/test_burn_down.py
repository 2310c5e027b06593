from datetime import date

from odoo.tests import freeze_time, tagged

from ..models.client.ticks import get_ticks
from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBurnDown(PrepaidCommon):
    """The curve of what is left, and its scale."""

    def test_the_curve_tells_each_day_and_the_run_out(self):
        contract = self._contract()
        self._grant(contract, 600, date=date(2026, 2, 25))
        self._log(50, day=date(2026, 3, 2))
        self._log(50, day=TODAY)
        burn_down = contract._get_burn_down()
        points = dict(burn_down["points"])
        self.assertEqual(points[date(2026, 3, 1)], 600)
        self.assertEqual(points[date(2026, 3, 12)], 550)
        self.assertEqual(points[TODAY], 500)
        told = contract._get_forecast()
        self.assertEqual(burn_down["forecast"], told)
        self.assertEqual(burn_down["run_out"], told.day)
        self.assertEqual(burn_down["monthly_use"], contract._get_use_in(30))
        self.assertTrue(date(2026, 5, 1) < told.day < date(2026, 7, 1), told)

    def test_without_use_no_run_out_is_told(self):
        contract = self._contract(600)
        burn_down = contract._get_burn_down()
        self.assertFalse(burn_down["run_out"])
        self.assertTrue(contract._draw_burn_down(burn_down)["line"])
        empty = self._contract(is_default=False)
        self.assertTrue(empty._draw_burn_down(empty._get_burn_down())["line"])

    def test_a_chart_of_nothing_but_debt_ends_at_nothing(self):
        self.plan.overdraft_policy = "allow"
        contract = self._contract()
        self._log(60)
        chart = contract._draw_burn_down(contract._get_burn_down())
        self.assertEqual(chart["scale"], ["0 min", "-30 min", "-1 h"])

    def test_the_scale_is_round(self):
        for low, top, is_time, ticks in (
            (0, 600, True, [600, 300, 0]),
            (0, 597, True, [600, 300, 0]),
            (-60, 0, True, [0, -30, -60]),
            (0, 45, True, [45, 30, 15, 0]),
            (-130, 8000, True, [12000, 6000, 0, -6000]),
            (0, 437.5, False, [600, 400, 200, 0]),
            (0, 0.04, False, [0.04, 0.02, 0]),
        ):
            self.assertEqual(get_ticks(low, top, is_time), ticks)

    def test_the_curve_begins_with_the_first_credit(self):
        self.plan.overdraft_policy = "allow"
        contract = self._contract()
        self._log(30, day=date(2026, 3, 2))
        self._grant(contract, 600, date=date(2026, 3, 7))
        points = contract._get_burn_down()["points"]
        self.assertEqual(points[0], (date(2026, 3, 7), 570))
        fresh = self._contract(is_default=False)
        self._grant(fresh, 60, date=TODAY)
        self.assertEqual(fresh._get_burn_down()["points"], [(TODAY, 60)])
        self.assertTrue(fresh._draw_burn_down(fresh._get_burn_down())["line"])
