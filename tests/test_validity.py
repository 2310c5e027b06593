from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.ledger.validity import last_day, rollover_expiry

dates = st.dates(date(2000, 1, 1), date(2100, 1, 1))
months = st.integers(1, 60)


class TestValidity(BaseCase):
    def test_months_end_the_day_before(self):
        for start, number, end in (
            (date(2026, 1, 15), 12, date(2027, 1, 14)),
            (date(2026, 3, 15), 1, date(2026, 4, 14)),
            (date(2026, 2, 1), 1, date(2026, 2, 28)),
            (date(2026, 3, 1), 1, date(2026, 3, 31)),
            (date(2026, 1, 1), 12, date(2026, 12, 31)),
            (date(2026, 12, 15), 1, date(2027, 1, 14)),
        ):
            with self.subTest(start=start, months=number):
                self.assertEqual(last_day(start, number), end)

    def test_months_without_such_a_day_end_with_the_month(self):
        for start, number, end in (
            (date(2026, 1, 28), 1, date(2026, 2, 27)),
            (date(2026, 1, 29), 1, date(2026, 2, 28)),
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2028, 1, 31), 1, date(2028, 2, 29)),
            (date(2026, 3, 31), 1, date(2026, 4, 30)),
            (date(2028, 2, 29), 12, date(2029, 2, 28)),
        ):
            with self.subTest(start=start, months=number):
                self.assertEqual(last_day(start, number), end)

    def test_no_months_never_end(self):
        self.assertIs(last_day(date(2026, 1, 15), 0), False)

    @given(dates, months)
    def test_who_starts_later_never_ends_sooner(self, start, number):
        end = last_day(start, number)
        self.assertGreaterEqual(last_day(start + timedelta(days=1), number), end)
        self.assertGreaterEqual(end, start + timedelta(days=27))

    def test_what_rolls_over_counts_from_the_day_after_the_expiry(self):
        for today in (date(2026, 3, 1), date(2026, 3, 20), date(2026, 3, 31)):
            end = rollover_expiry(date(2026, 2, 28), 20, 1, today)
            self.assertEqual(end, date(2026, 3, 31))

    def test_a_grace_longer_than_the_months_counts_from_its_end(self):
        end = rollover_expiry(date(2026, 2, 28), 40, 1, date(2026, 4, 10))
        self.assertEqual(end, date(2026, 5, 9))

    @given(dates, st.integers(0, 90), months, st.integers(0, 900))
    def test_no_credit_is_born_expired(self, expiry, grace, number, late):
        today = expiry + timedelta(days=grace + 1 + late)
        end = rollover_expiry(expiry, grace, number, today)
        self.assertGreaterEqual(end, today)
