from datetime import datetime

from odoo.tests import BaseCase

from ..models.metering.clock import run_on
from ..models.metering.terms import Terms, Work, meter
from ..models.metering.windows import Window

NIGHT = Window(3, "Night")
# What is told of half an hour to which no rule applies.
PLAIN = {"worked": 30, "metered": 30, "rate": 1, "outside": 0, "due": 30, "offered": 0}


def work(minutes=30, is_outside=False, *windows, **over):
    return Work(minutes, clock=((minutes, is_outside, *windows),), **over)


class TestFactsPure(BaseCase):
    """What a line tells of how its time became what it costs: no rule too many."""

    def check(self, work, terms, **told):
        """Half an hour without rules, but for what is told."""
        with self.subTest(work=work, terms=terms.pack()):
            self.assertEqual(meter(work, terms), PLAIN | told)

    def test_rules_of_metering(self):
        self.check(work(), Terms())
        self.check(work(), Terms(free=10), metered=20, free=10, due=20)
        self.check(work(), Terms(free=60), metered=0, free=30, due=0)
        self.check(work(), Terms(step=15))
        self.check(work(), Terms(step=20), metered=40, step=[20, "up"], due=40)
        down = Terms(step=20, rounding="down")
        self.check(work(), down, metered=20, step=[20, "down"], due=20)
        self.check(work(), Terms(durations=(45, 60)), metered=45, duration=45, due=45)
        self.check(work(), Terms(minimum=40), metered=40, minimum=40, due=40)
        one = {"worked": 1, "metered": 1, "minimum": 1, "due": 1}
        self.check(work(1), Terms(minimum=1), **one)

    def test_lines_of_a_visit(self):
        visit = Terms(step=20, free=5, is_visit=True)
        self.check(work(before=2), visit, metered=40, visit=[32, 40], due=40)
        self.check(work(before=20), visit, visit=[50, 60], metered=40, due=40)
        dear = visit._replace(outside=2)
        late = Work(30, before=2, clock=((3, True), (27, False)))
        self.check(late, dear, metered=40, visit=[32, 40], due=40)

    def test_hours(self):
        outside = work(30, True)
        twice = Terms(outside=2)
        self.check(outside, twice, outside=30, outside_factor=2, due=60)
        self.check(outside, Terms(), outside=30, outside_factor=1)
        night = twice._replace(windows=(NIGHT,))
        self.check(work(30, True, 0), night, spans=[[30, 3, "Night"]], due=90)
        evening = twice._replace(windows=(Window(1.5, "Evening"),))
        told = {"outside": 30, "outside_factor": 2, "due": 60}
        self.check(work(30, True, 0), evening, **told)
        self.check(work(30, True, 0), Terms(windows=(Window(1, "Lunch"),)))

    def test_response(self):
        urgent = Terms(response=1.5, response_name="Urgent")
        told = ["Urgent", 1.5, False]
        self.check(work(), urgent, response=told, due=45)
        highest = Terms(response=2, response_name="Urgent", is_highest=True)
        spans = [[30, 2, "Urgent"]]
        self.check(work(), highest, spans=spans, due=60)
        late = highest._replace(is_late=True)
        told = ["Urgent", 2, True]
        self.check(work(), late, spans=spans, due=60, response=told)
        calm = Terms(response_name="Calm", is_highest=True)
        self.check(work(), calm)
        self.check(work(30, True), calm, outside=30, outside_factor=1)

    def test_prices(self):
        price = Terms(rate=1.666667, price_hour=100, smallest=0.01, is_money=True)
        told = {"rate": 1.666667, "price_hour": 100}
        self.check(work(), price, **told, due=50)
        ten = {"worked": 10, "metered": 10, "exact": "16.666667", "due": 16.67}
        self.check(work(10), price, **told, **ten)

    def test_a_flat_quantity_is_for_the_visit(self):
        flat = Terms(flat=20, zone="City")
        self.check(work(), flat, flat=20, zone="City", due=50)
        self.check(work(), flat._replace(zone=""), flat=20, due=50)
        one = {"worked": 1, "metered": 1, "flat": 20, "zone": "City", "due": 21}
        self.check(work(1), flat, **one)
        self.check(work(0), flat, worked=0, metered=0, due=0)
        self.check(work(before=10), flat, visit=[40, 40])

    def test_what_is_not_charged(self):
        self.check(
            work(charge="goodwill"), Terms(), charge="goodwill", due=0, offered=30
        )
        self.check(work(charge="included"), Terms(), charge="included", due=0)

    def test_what_a_tier_waives(self):
        twice = Terms(outside=2, waives=(("outside", "Gold"),))
        told = {"waived": [["outside", "Gold"]], "outside": 30, "outside_factor": 1}
        self.check(work(30, True), twice, **told)
        self.check(work(), twice)
        urgent = Terms(response=2, response_name="Urgent", is_highest=True)
        urgent = urgent._replace(waives=(("response", "Gold"),))
        told = {"waived": [["response", "Gold"]], "response": ["Urgent", 1, False]}
        self.check(work(), urgent, **told)

    def test_a_flat_quantity_is_waived_where_there_is_one(self):
        gold = (("flat", "Gold"),)
        self.check(work(), Terms(flat=1, waives=gold), waived=[["flat", "Gold"]])
        self.check(work(), Terms(waives=gold))
        self.check(work(0), Terms(flat=20, waives=gold), worked=0, metered=0, due=0)

    def test_terms_are_stored_without_what_is_usual(self):
        night = Terms(rate=2, durations=(30,), windows=(NIGHT,))
        self.assertEqual(set(night.pack()), {"rate", "durations", "windows"})
        self.assertEqual(Terms.unpack(night.pack()), night)
        self.assertEqual(Terms.unpack({"rate": 2, "of_old": 1}), Terms(rate=2))
        self.assertEqual(Terms.unpack(None), Terms())

    def test_what_is_metered_beyond_the_work_runs_on(self):
        nine, ten, noon, one = (datetime(2026, 3, 16, hour) for hour in (9, 10, 12, 13))
        self.assertEqual(run_on([(nine, ten)], 30), [(nine, ten)])
        self.assertEqual(run_on([(nine, ten)], 180), [(nine, noon)])
        both = [(nine, ten), (noon, noon)]
        self.assertEqual(run_on(both, 60), [(nine, ten), (noon, one)])
