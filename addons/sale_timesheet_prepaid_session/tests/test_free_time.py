from datetime import date, datetime
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase, tagged

from ..models.free_time import get_day_span, get_starts, merge, subtract

PARIS, AUCKLAND = ZoneInfo("Europe/Paris"), ZoneInfo("Pacific/Auckland")


def _at(hour, minute=0, day=16):
    return datetime(2026, 3, day, hour, minute)


@tagged("post_install", "-at_install")
class TestFreeTime(BaseCase):
    """What is left of a day once everything else is taken out."""

    def test_spans_that_touch_are_one(self):
        spans = [(_at(12), _at(13)), (_at(9), _at(11)), (_at(11), _at(12))]
        self.assertEqual(merge(spans), [(_at(9), _at(13))])
        self.assertEqual(merge([(_at(9), _at(9))]), [])

    def test_what_is_taken_is_cut_out(self):
        day = [(_at(9), _at(12)), (_at(13), _at(17))]
        taken = [(_at(8), _at(9, 30)), (_at(11), _at(14)), (_at(15), _at(15, 30))]
        left = [(_at(9, 30), _at(11)), (_at(14), _at(15)), (_at(15, 30), _at(17))]
        self.assertEqual(subtract(day, taken), left)
        self.assertEqual(subtract(day, [(_at(0), _at(23))]), [])

    def test_times_are_on_the_grid_and_end_before_work_does(self):
        starts = get_starts(
            [(_at(9, 10), _at(10, 5))], [], (30, 0), 15, ZoneInfo("UTC")
        )
        self.assertEqual(starts, [_at(9, 15), _at(9, 30)])

    def test_a_pause_is_kept_before_other_talks_and_not_after_work(self):
        work, other = [(_at(9), _at(11))], [(_at(10), _at(10, 30))]
        starts = get_starts(work, other, (30, 10), 15, ZoneInfo("UTC"))
        self.assertEqual(starts, [_at(9), _at(9, 15), _at(10, 30)])

    def test_an_odd_zone_has_whole_hours_of_its_own(self):
        kathmandu = ZoneInfo("Asia/Kathmandu")
        starts = get_starts([(_at(3), _at(6))], [], (60, 0), 60, kathmandu)
        self.assertEqual(starts, [_at(3, 15), _at(4, 15)])

    def test_the_day_on_which_clocks_go_forward_has_no_two_thirty(self):
        """In Paris 29 March 2026 has 23 hours: 02:00 to 03:00 is left out."""
        span = get_day_span(date(2026, 3, 29), PARIS)
        self.assertEqual((span[1] - span[0]).total_seconds(), 23 * 3600)
        starts = get_starts([span], [], (60, 0), 60, PARIS)
        hours = [_tell(start, PARIS) for start in starts]
        self.assertEqual(hours[:3], ["00:00", "01:00", "03:00"])
        self.assertEqual(len(hours), 23)

    def test_the_day_on_which_clocks_go_back_has_two_thirty_twice(self):
        """In Auckland 5 April 2026 has 25 hours: 02:00 comes twice."""
        span = get_day_span(date(2026, 4, 5), AUCKLAND)
        starts = get_starts([span], [], (60, 0), 60, AUCKLAND)
        hours = [_tell(start, AUCKLAND) for start in starts]
        self.assertEqual(hours[:5], ["00:00", "01:00", "02:00", "02:00", "03:00"])
        self.assertEqual(len(set(starts)), 25)


def _tell(moment, zone):
    there = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
    return there.strftime("%H:%M")
