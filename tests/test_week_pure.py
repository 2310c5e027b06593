from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..report.week import Logged, Total, add_up, get_week, sum_up

minutes = st.integers(0, 10**6)
lines = st.lists(
    st.builds(
        Logged,
        st.sampled_from("abc"),
        st.sampled_from("xyz"),
        minutes,
        st.none() | minutes,
    ),
    max_size=30,
)


class TestWeek(BaseCase):
    """A person's time, added up: no minute lost, none twice."""

    @given(lines)
    def test_sums_are_those_of_the_lines(self, logged):
        worked, counted = Counter(), Counter()
        for line in logged:
            worked[line.client, line.kind] += line.worked
            counted[line.client, line.kind] += line.counted or 0
        told = {
            (client, kind): total
            for client, kinds in add_up(logged).items()
            for kind, total in kinds.items()
        }
        self.assertEqual(told.keys(), {(line.client, line.kind) for line in logged})
        for key, total in told.items():
            self.assertEqual(
                (total.worked, total.counted or 0), (worked[key], counted[key])
            )
            covered = any(
                line.counted is not None
                for line in logged
                if (line.client, line.kind) == key
            )
            self.assertEqual(total.counted is not None, covered)
        self.assertEqual(
            sum_up(told.values()),
            sum_up((line.worked, line.counted) for line in logged),
        )

    def test_nothing_logged(self):
        self.assertEqual(add_up([]), {})
        self.assertEqual(sum_up([]), Total(0, None))

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 7))
    def test_a_week_has_seven_days_and_begins_where_people_say(self, day, weekday):
        first, last = get_week(day, weekday)
        self.assertTrue(first <= day <= last)
        self.assertEqual(last - first, timedelta(days=6))
        self.assertEqual(first.isoweekday(), weekday)
