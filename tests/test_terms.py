from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..metering import to_units
from ..models.metering.terms import (
    Terms,
    Work,
    draw,
    meter,
    meter_minutes,
    meter_more,
    price_clock,
    split_clock,
)
from ..models.metering.waivers import waive
from ..models.metering.windows import Window

HOUR_THEN_QUARTERS = Terms(minimum=60, step=15)
QUARTERS = Terms(step=15)
TENTHS = Terms(step=6)
STANDARD = Terms(durations=(15, 30, 45))
STANDARD_THEN_HOURS = Terms(durations=(15, 30, 45), step=60)
FIVE_FREE = Terms(free=5, minimum=15)
CALL_OUT = Terms(free=5, minimum=15, outside=1.5)
TRAVEL = Terms(flat=30)
RUSH = Terms(outside=1.5, response=2, response_name="2 h", is_highest=True)
EVENINGS = Terms(
    outside=2,
    windows=(Window(1.5, "evening"), Window(2, "Sunday"), Window(0.5, "quiet")),
)
VISIT = Terms(minimum=60, step=15, flat=30, is_visit=True)
MESSAGE = Terms(is_item=True, item=5, items_included=10)
EURO = Terms(is_money=True, smallest=0.01, rate=1.5)
YEN = Terms(is_money=True, smallest=1, rate=90.5)
DINAR = Terms(is_money=True, smallest=0.001, rate=0.3335)
DOUBLE = Terms(outside=2, response=2, response_name="Urgent", flat=30)
NIGHT = ((60, True),)


def _waiving(*rules):
    return DOUBLE._replace(waives=tuple((rule, "Gold") for rule in rules))


# Worked minutes, terms, metered minutes: each line checked by hand.
METERED = [
    # To the minute
    (0, Terms(), 0),
    (1, Terms(), 1),
    (12, Terms(), 12),
    (61, Terms(), 61),
    # Minimum of an hour, then quarters
    (0, HOUR_THEN_QUARTERS, 0),
    (1, HOUR_THEN_QUARTERS, 60),
    (60, HOUR_THEN_QUARTERS, 60),
    (61, HOUR_THEN_QUARTERS, 75),
    (75, HOUR_THEN_QUARTERS, 75),
    (76, HOUR_THEN_QUARTERS, 90),
    # Steps: up, nearest, down
    (1, QUARTERS, 15),
    (15, QUARTERS, 15),
    (16, QUARTERS, 30),
    (7, QUARTERS._replace(rounding="nearest"), 0),
    (8, QUARTERS._replace(rounding="nearest"), 15),
    (22, QUARTERS._replace(rounding="nearest"), 15),
    (23, QUARTERS._replace(rounding="nearest"), 30),
    (14, QUARTERS._replace(rounding="down"), 0),
    (29, QUARTERS._replace(rounding="down"), 15),
    (30, QUARTERS._replace(rounding="down"), 30),
    (14, QUARTERS._replace(rounding="down", minimum=10), 10),
    (3, TENTHS._replace(rounding="nearest"), 6),
    (20, TENTHS, 24),
    # First minutes free
    (4, FIVE_FREE, 0),
    (5, FIVE_FREE, 0),
    (6, FIVE_FREE, 15),
    (20, FIVE_FREE, 15),
    (21, FIVE_FREE, 16),
    (30, Terms(free=10, step=15), 30),
    (25, Terms(free=10, step=15), 15),
    # Standard durations
    (1, STANDARD, 15),
    (15, STANDARD, 15),
    (16, STANDARD, 30),
    (31, STANDARD, 45),
    (46, STANDARD, 46),
    (90, STANDARD, 90),
    (46, STANDARD_THEN_HOURS, 60),
    (61, STANDARD_THEN_HOURS, 120),
    (50, STANDARD_THEN_HOURS._replace(rounding="down"), 45),
    (10, STANDARD._replace(minimum=20), 20),
    (20, STANDARD._replace(free=5), 15),
    (21, STANDARD._replace(free=5), 30),
]

# Work, terms, what is due and offered in the plan's unit.
DUE = [
    # Factors, rounded once to the minute, halves up
    (Work(15), Terms(rate=1.5), 23, 0),
    (Work(10), Terms(rate=1.5), 15, 0),
    (Work(60), Terms(rate=0), 0, 0),
    (Work(1), Terms(rate=0.5), 1, 0),
    (Work(1), Terms(rate=0.4), 0, 0),
    (Work(45), Terms(rate=2), 90, 0),
    (Work(7), Terms(rate=1.1), 8, 0),
    # Outside business hours
    (Work(20, clock=((20, True),)), CALL_OUT, 23, 0),
    (Work(20, clock=((20, False),)), CALL_OUT, 15, 0),
    (Work(60, clock=((30, False), (30, True))), Terms(outside=2), 90, 0),
    (Work(60, clock=((30, True), (30, False))), Terms(outside=2), 90, 0),
    (Work(61, clock=((30, False), (31, True))), Terms(outside=1.5), 77, 0),
    (Work(90, clock=((60, False), (30, True))), Terms(rate=1.5, outside=2), 180, 0),
    # A minimum runs on by the clock: 10 minutes before opening, 50 after
    (Work(10, clock=((10, True), (50, False))), Terms(minimum=60, outside=2), 70, 0),
    (Work(11, clock=((10, True), (50, False))), Terms(minimum=60, outside=2), 70, 0),
    # Free minutes are the first ones: here the dear ones
    (Work(20, clock=((5, True), (15, False))), Terms(free=5, outside=2), 15, 0),
    # Response commitments
    (Work(30), Terms(response=2, response_name="2 h"), 60, 0),
    (Work(30), Terms(response=1.5, response_name="4 h"), 45, 0),
    (Work(30), Terms(response=1, response_name="2 h", is_late=True), 30, 0),
    (Work(25, clock=((25, True),)), Terms(outside=1.5, response=2), 75, 0),
    # The highest counts: response, hours and windows are never multiplied
    (Work(25, clock=((25, True),)), RUSH, 50, 0),
    (Work(25, clock=((25, True),)), RUSH._replace(response=1, is_late=True), 38, 0),
    (Work(60, clock=((30, False), (30, True))), RUSH._replace(outside=3), 150, 0),
    (Work(60, clock=((30, False, 0), (30, False))), EVENINGS, 75, 0),
    (Work(60, clock=((30, True, 0), (30, True))), EVENINGS, 120, 0),
    (Work(60, clock=((60, False, 0, 1),)), EVENINGS, 120, 0),
    (Work(60, clock=((60, False, 1),)), EVENINGS._replace(response=3), 360, 0),
    (Work(40, clock=((40, True, 2),)), EVENINGS._replace(outside=1), 20, 0),
    # A visit: each line adds what it makes the whole longer
    (Work(35), VISIT, 90, 0),
    (Work(20, before=35), VISIT, 0, 0),
    (Work(35, before=35), VISIT, 15, 0),
    (Work(10, before=55), VISIT, 15, 0),
    (Work(10, before=65), VISIT, 0, 0),
    # Flat charges
    (Work(60), TRAVEL, 90, 0),
    (Work(0), TRAVEL, 0, 0),
    (Work(60), TRAVEL._replace(rate=1.5), 120, 0),
    (Work(10), Terms(rate=0, flat=30), 30, 0),
    # Counted exchanges
    (Work(0, items=1, items_free=1), MESSAGE, 0, 0),
    (Work(0, items=1), MESSAGE, 5, 0),
    (Work(12, items=3, items_free=1), MESSAGE, 10, 0),
    (Work(0, items=1), EURO._replace(is_item=True, item=4.5), 4.5, 0),
    # Money, to the currency's smallest amount
    (Work(12), EURO, 18, 0),
    (Work(1), EURO._replace(rate=1.666667), 1.67, 0),
    (Work(7), YEN, 634, 0),
    (Work(3), DINAR, 1.001, 0),
    (Work(20), EURO._replace(flat=35, minimum=30), 80, 0),
    (Work(60, clock=((30, False), (30, True))), EURO._replace(outside=1.5), 112.5, 0),
    # Surcharges that a tier waives, and a discount, which stays
    (Work(60, clock=NIGHT), DOUBLE, 270, 0),
    (Work(60, clock=NIGHT), _waiving("outside"), 150, 0),
    (Work(60, clock=NIGHT), _waiving("response"), 150, 0),
    (Work(60, clock=NIGHT), _waiving("flat"), 240, 0),
    (Work(60, clock=NIGHT), _waiving("outside", "response", "flat"), 60, 0),
    (Work(60, clock=NIGHT), _waiving("outside")._replace(outside=0.5), 90, 0),
    # Included and goodwill work
    (Work(20, "included"), Terms(rate=1.5), 0, 0),
    (Work(20, "goodwill"), Terms(rate=1.5), 0, 30),
    (Work(12, "goodwill"), EURO, 0, 18),
    (Work(0, "included", items=1), MESSAGE, 0, 0),
    (Work(60, "goodwill"), TRAVEL, 0, 90),
]

minutes = st.integers(0, 6000)
factors = st.sampled_from([0, 0.5, 0.75, 1, 1.1, 1.5, 2, 3])
terms = st.fixed_dictionaries(
    {
        "rate": factors,
        "outside": factors,
        "response": st.sampled_from([1, 1.5, 2]),
        "free": st.integers(0, 30),
        "minimum": st.integers(0, 90),
        "step": st.integers(0, 60),
        "rounding": st.sampled_from(["up", "nearest", "down"]),
        "durations": st.lists(st.integers(1, 240), max_size=4).map(
            lambda durations: tuple(sorted(durations))
        ),
        "flat": st.integers(0, 60),
        "waives": st.lists(
            st.sampled_from(["outside", "response", "flat"]), unique=True
        ).map(lambda rules: tuple((rule, "Gold") for rule in rules)),
        "windows": st.tuples(factors, factors).map(
            lambda pair: (Window(pair[0], "evening"), Window(pair[1], "Sunday"))
        ),
        "is_highest": st.booleans(),
        "response_name": st.just("2 h"),
    }
).map(lambda values: Terms(**values))
marks = st.sampled_from([(), (0,), (1,), (0, 1)])
clocks = st.lists(
    st.tuples(st.integers(0, 600), st.booleans(), marks).map(
        lambda part: (*part[:2], *part[2])
    ),
    max_size=6,
).map(tuple)


class TestTerms(BaseCase):
    def test_the_worked_examples_of_metering(self):
        for worked, rules, metered in METERED:
            with self.subTest(worked=worked, rules=rules.pack()):
                self.assertEqual(meter_minutes(worked, rules), metered)

    def test_the_worked_examples_of_what_is_due(self):
        for work, rules, due, offered in DUE:
            with self.subTest(work=work, rules=rules.pack()):
                facts = meter(work, rules)
                self.assertEqual((facts["due"], facts["offered"]), (due, offered))

    def test_there_are_sixty_examples(self):
        self.assertGreaterEqual(len(METERED) + len(DUE), 60)

    @given(minutes, minutes, terms, clocks)
    def test_more_work_never_draws_less(self, one, other, rules, clock):
        less, more = sorted((one, other))
        first, second = (meter(Work(m, clock=clock), rules) for m in (less, more))
        self.assertLessEqual(first["metered"], second["metered"])
        self.assertLessEqual(first["due"], second["due"])

    @given(minutes, terms, clocks)
    def test_nothing_is_ever_negative(self, worked, rules, clock):
        facts = meter(Work(worked, clock=clock), rules)
        self.assertGreaterEqual(facts["metered"], 0)
        self.assertGreaterEqual(facts["due"], 0)
        self.assertLessEqual(facts["outside"], facts["metered"])

    @given(minutes, minutes, clocks)
    def test_a_boundary_loses_no_minute(self, skip, take, clock):
        self.assertEqual(sum(split_clock(clock, skip, take).values()), take)

    @given(minutes, st.integers(0, 6000), st.booleans())
    def test_a_boundary_is_exact_to_the_minute(self, worked, before, is_outside):
        clock = ((before, is_outside), (1, not is_outside))
        parts = split_clock(clock, 0, worked)
        self.assertEqual(parts.get((is_outside,), 0), min(worked, before))

    @given(st.integers(0, 200), st.integers(0, 30), terms, clocks)
    def test_each_minute_by_itself_draws_the_same(self, worked, skip, rules, clock):
        whole, _units = draw(price_clock(clock, skip, worked, rules), rules)
        each = [
            draw(price_clock(clock, skip + number, 1, rules), rules)[0]
            for number in range(worked)
        ]
        self.assertEqual(whole, sum(each))

    @given(minutes, terms, clocks)
    def test_facts_reproduce_what_is_due(self, worked, rules, clock):
        facts = meter(Work(worked, clock=clock), rules)
        spans = facts.get("spans", [])
        priced = {(factor, name): minutes for minutes, factor, name in spans}
        priced[facts.get("outside_factor", 1), None] = facts["outside"]
        priced[1.0, ""] = facts["metered"] - sum(priced.values())
        _exact, units = draw(priced, waive(rules))
        flat = to_units(facts.get("flat", 0))
        self.assertEqual(to_units(facts["due"]), units + flat)

    @given(minutes, terms, clocks)
    def test_a_waiver_never_draws_more(self, worked, rules, clock):
        work = Work(worked, clock=clock)
        facts, plain = meter(work, rules), meter(work, rules._replace(waives=()))
        self.assertLessEqual(facts["due"], plain["due"])
        self.assertIn("waived", facts if facts["due"] < plain["due"] else {"waived"})

    @given(st.lists(st.integers(0, 300), max_size=6), terms)
    def test_the_lines_of_a_visit_are_metered_as_one(self, works, rules):
        total = 0
        for worked, before in zip(works, _add_up(works), strict=True):
            total += meter_more(worked, rules, before)
        self.assertEqual(total, meter_minutes(sum(works), rules))

    @given(terms)
    def test_terms_survive_their_storage(self, rules):
        self.assertEqual(Terms.unpack(rules.pack()), rules)

    @given(minutes, terms)
    def test_goodwill_offers_exactly_what_it_would_have_drawn(self, worked, rules):
        drawn, offered = (
            meter(Work(worked, c), rules) for c in ("billable", "goodwill")
        )
        self.assertEqual(offered["due"], 0)
        self.assertEqual(offered["offered"], drawn["due"])


def _add_up(numbers):
    """Return for each number the sum of those before it."""
    return [sum(numbers[:index]) for index in range(len(numbers))]
