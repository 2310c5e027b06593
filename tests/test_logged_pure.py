from datetime import date

from odoo.tests import BaseCase

from ..models.metering.logged import (
    Allowances,
    Logged,
    get_kept_terms,
    meter_logged,
)
from ..models.metering.terms import Terms
from ..models.metering.windows import Window

MONDAY = date(2026, 3, 16)


def log(**over):
    """Return half an hour of a usage type on a ticket."""
    facts = {"id": 1, "day": MONDAY, "name": "Call", "usage": 7, "charge": "billable"}
    facts |= {"is_expertise": False, "items": 0, "worked": 30, "metered": 30}
    facts |= {"units": 30000, "started_at": None, "measured": 0, "terms": {}}
    return Logged(**facts | {"ticket": "project.task,1"} | over)


class TestLoggedPure(BaseCase):
    """Work that is metered again by other terms, line by line."""

    def test_messages_are_included_month_by_month(self):
        terms = Terms(is_item=True, item=2, items_included=3)
        allowances = Allowances()
        for work, items, included in (
            (log(), 2, 2),
            (log(charge="goodwill"), 9, 0),
            (log(is_expertise=True), 9, 0),
            (log(day=date(2026, 3, 31)), 2, 1),
            (log(), 1, 0),
            (log(usage=8), 1, 1),
            (log(day=date(2026, 4, 1)), 5, 3),
            (log(day=date(2027, 3, 16)), 1, 1),
        ):
            with self.subTest(work=work, items=items):
                self.assertEqual(allowances.take(work, items, terms), included)

    def test_no_message_is_included_unless_the_terms_say_so(self):
        terms = Terms(is_item=True, item=2)
        self.assertEqual(Allowances().take(log(), 2, terms), 0)

    def test_the_lines_of_a_visit_count_on(self):
        terms = Terms(is_visit=True)
        allowances = Allowances()
        for work, before in (
            (log(), 0),
            (log(worked=15), 30),
            (log(), 45),
            (log(ticket="project.task,2"), 0),
            (log(charge="goodwill"), 0),
            (log(usage=8), 0),
            (log(day=date(2026, 3, 17)), 0),
        ):
            with self.subTest(work=work):
                self.assertEqual(allowances.visit(work, terms), before)
        self.assertEqual(allowances.visit(log(), Terms()), 0)

    def test_an_exchange_without_a_number_is_one(self):
        terms = Terms(is_item=True, item=2)
        self.assertEqual(meter_logged(log(), terms, Allowances(), None)["due"], 2)
        three = meter_logged(log(items=3), terms, Allowances(), None)
        self.assertEqual(three["due"], 6)

    def test_the_hour_is_asked_only_where_it_makes_a_difference(self):
        def get_clock(_work, terms, _before):
            return ((30, True, *range(len(terms.windows))),)

        dear = Terms(outside=2)
        night = Terms(windows=(Window(3, "Night"),))
        for terms, get, due in (
            (Terms(), None, 30),
            (dear, get_clock, 60),
            (night, get_clock, 90),
            (dear._replace(is_item=True, item=2), None, 2),
        ):
            with self.subTest(terms=terms):
                facts = meter_logged(log(), terms, Allowances(), get)
                self.assertEqual(facts["due"], due)

    def test_what_was_agreed_beforehand_keeps_its_terms(self):
        agreed = log(terms={"fixed": True, "rate": 1.5})
        self.assertEqual(get_kept_terms(agreed), Terms(rate=1.5))
        self.assertIsNone(get_kept_terms(log(terms={"rate": 1.5})))
        self.assertIsNone(get_kept_terms(log(terms=None)))
