from datetime import date
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase

from ..models.importing.credit_reading import CreditLayout, read_credit
from ..models.importing.credit_sources import find_credit_table
from ..models.importing.days import read_day
from ..models.importing.opening_reading import read_opening
from ..models.importing.sheet import read_sheet
from ..models.importing.time_sources import find_time_table
from ..models.importing.work_reading import WorkLayout, read_work
from .test_credit_reading import AGREEMENTS, agreement

PARIS, AZORES = ZoneInfo("Europe/Paris"), ZoneInfo("Atlantic/Azores")
NEW_YORK = ZoneInfo("America/New_York")
LAST, NEXT = date(2026, 3, 31), date(2026, 4, 1)


class TestImportDays(BaseCase):
    """A day that is written as a time is the company's day, or is refused."""

    def test_a_moment_is_of_the_companys_day(self):
        for text, zone, day in (
            # Midnight of Paris, as programs keep it.
            ("2026-03-31T22:00:00Z", PARIS, NEXT),
            ("2026-03-31T22:00:00.000+00:00", PARIS, NEXT),
            ("31/03/2026 22:00 UTC", PARIS, NEXT),
            ("2026-04-01T04:00:00Z", NEW_YORK, NEXT),
            ("2026-04-01T02:00:00+05:30", PARIS, LAST),
            # A day without time, as programs write it: in whatever zone.
            ("2026-04-01T00:00:00Z", NEW_YORK, NEXT),
            ("2026-03-31T23:59:59Z", PARIS, LAST),
            ("2026-03-31T24:00:00", PARIS, LAST),
            ("2026-04-01", PARIS, NEXT),
            ("1 Apr 2026", PARIS, NEXT),
            ("April 1, 2026", PARIS, NEXT),
            ("1 Jan 1900", PARIS, "no_date"),
            # Of which zone it is, nobody says, and it makes no difference.
            ("2026-03-31T14:35:10", PARIS, LAST),
            ("2026-04-01T00:30:00", AZORES, NEXT),
            # It may be midnight of Paris.
            ("2026-03-31T22:00:00", PARIS, "unsure_day"),
            ("2026-03-31 23:00:00", ZoneInfo("Africa/Algiers"), "unsure_day"),
            ("2026-04-01T03:59:59", NEW_YORK, "unsure_day"),
            # A zone that nobody knows.
            ("2026-03-31 22:00 CEST", PARIS, "no_date"),
            # What programs write for none, and for never.
            ("1899-12-30T00:00:00", PARIS, "no_date"),
            ("01/01/1900", PARIS, "no_date"),
            ("0001-01-01T00:00:00", PARIS, "no_date"),
            ("9999-12-31", PARIS, "no_date"),
            ("2026-02-30", PARIS, "no_date"),
        ):
            with self.subTest(text=text, zone=zone):
                self.assertEqual(read_day(text, "day", zone), day)

    def test_a_zone_that_was_chosen_is_that_of_the_times(self):
        text = "2026-03-31T22:00:00"
        self.assertEqual(read_day(text, "day", PARIS, PARIS), LAST)
        self.assertEqual(read_day(text, "day", PARIS, ZoneInfo("UTC")), NEXT)
        gap = "2026-03-29T02:30:00"
        self.assertEqual(read_day(gap, "day", PARIS, PARIS), "gap")

    def test_a_term_of_an_agreement_ends_on_the_companys_day(self):
        for end, said in (("22:00:00Z", NEXT), ("22:00:00", ["unsure_day"])):
            text = AGREEMENTS + agreement(end=f"2026-03-31T{end}")
            sheet = read_sheet(text.encode())
            layout = CreditLayout(date(2026, 3, 1), home=PARIS)
            reading = read_credit(sheet, find_credit_table(sheet), layout)
            found = [fault.key for fault in reading.faults]
            self.assertEqual(found or reading.rows[0].expiry, said)

    def test_a_spreadsheet_is_read_so_too(self):
        text = "Customer,Plan,Credit Left,Expires\nA,B,1,2026-03-31 22:00{}\n"
        sheet = read_sheet(text.format(" UTC").encode())
        (row,) = read_opening(sheet, home=PARIS).rows
        self.assertEqual(row.expiry, NEXT)
        (flaw,) = read_opening(read_sheet(text.format("").encode()), home=PARIS).flaws
        self.assertEqual(flaw.key, "unsure_day")

    # === WORK === #

    def _read(self, header, *cells):
        text = f"Client,User,{header}\nAzure,Ada,{','.join(cells)}\n"
        sheet = read_sheet(text.encode())
        layout = WorkLayout(zone=PARIS, home=PARIS)
        reading = read_work(sheet, find_time_table(sheet), layout)
        return [fault.key for fault in reading.faults] or reading.rows[0]

    def test_work_of_a_day_in_utc_is_of_the_companys(self):
        row = self._read("Date,Hours", "2026-03-31T22:00:00Z", "1.5")
        self.assertEqual((row.date, row.begin), (NEXT, None))

    def test_times_may_bear_their_day(self):
        row = self._read(
            "Date,Time Start,Time End",
            *("2026-03-31T22:00:00Z", "2026-03-31T22:10:00Z", "2026-03-31T22:31:00Z"),
        )
        self.assertEqual((row.date, row.seconds, row.begin.hour), (NEXT, 1260, 22))

    def test_a_time_beside_a_day_that_may_be_another_one_is_refused(self):
        found = self._read(
            "Date,Start Time,End Time", "2026-03-31T22:00:00Z", "09:00", "09:21"
        )
        self.assertEqual(found, ["unsure_day"])
