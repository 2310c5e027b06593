from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from odoo.tests import BaseCase

from odoo.addons.sale_timesheet_prepaid.models.api.arguments import (
    Quantity,
    WrongArgument,
    read,
)


class TestMachinePure(BaseCase):
    """What machines send is taken as it is meant, or refused."""

    def assertWrong(self, hint, *values):
        for value in values:
            with self.subTest(value=value), self.assertRaises(WrongArgument):
                read("it", hint, value)

    def test_what_may_be_left_out_may_be_nothing(self):
        self.assertIsNone(read("it", int | None, None))
        self.assertEqual(read("it", int | None, 3), 3)
        self.assertWrong(int, None)

    def test_numbers_are_whole_and_fit_the_database(self):
        self.assertEqual(read("it", int, -(2**31) + 1), -(2**31) + 1)
        self.assertWrong(int, 2**31, 1.0, "1", True, float("nan"), [], {})

    def test_texts_are_what_a_database_stores(self):
        self.assertEqual(read("it", str, " été 🎉 "), "été 🎉")
        self.assertWrong(str, "\0", "\ud83c", "x" * 2001, 7, None, b"x", ["x"])

    def test_days_and_moments_are_iso(self):
        self.assertEqual(read("it", date, "2026-05-31"), date(2026, 5, 31))
        self.assertWrong(date, "2026-5-31", "31.05.2026", "1999-12-31", "2100-01-01")
        self.assertWrong(date, "2026-02-30", 20260531, None, "2026-05-31T00:00:00Z")
        noon = datetime(2026, 5, 31, 12)
        zone = timezone(timedelta(hours=2))
        for moment in (
            noon.replace(tzinfo=timezone.utc),
            noon.replace(hour=14, tzinfo=zone),
        ):
            text = moment.isoformat()
            self.assertEqual(read("it", datetime, text), noon)
        self.assertEqual(read("it", datetime, "2026-05-31T12:00:00Z"), noon)
        self.assertWrong(datetime, "2026-05-31T12:00:00", "2026-05-31", 7, "now")
        self.assertWrong(datetime, "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z")

    def test_credit_is_whole_minutes_or_decimal_text(self):
        self.assertEqual(read("it", Quantity, 30), 30)
        self.assertEqual(read("it", Quantity, "12.50"), Decimal("12.5"))
        self.assertWrong(
            Quantity, 0, -1, 1.5, True, "1e3", "0.00", "1,5", " 1", "١", ""
        )
