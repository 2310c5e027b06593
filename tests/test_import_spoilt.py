from datetime import date, datetime
from decimal import Decimal

from odoo.tests import BaseCase

from ..models.importing.credit_reading import CreditLayout, read_credit
from ..models.importing.credit_sources import find_credit_table
from ..models.importing.day_orders import find_order
from ..models.importing.opening_reading import read_opening
from ..models.importing.sheet import SheetError, read_sheet
from ..models.importing.time_sources import find_time_table
from ..models.importing.values import TURNED, TWO_ORDERS
from ..models.importing.work_reading import WorkLayout, read_work
from .work_files import toggl

HEADER = "Customer;Plan;Credit Left;Price Paid;Bought on;Expires;Reference\n"
BLOCKS = (
    "id,Account Name,ContractID,DatePurchased,EndDate,Hours,HourlyRate,HoursApproved\n"
)
HISTORY = "client_name,date,hours,description,invoice_id,amount,expirydate\n"


class TestImportSpoilt(BaseCase):
    """Files that spreadsheets and people have been through: sure, or refused."""

    def _open(self, rows, header=HEADER, encoding="utf-8"):
        return read_opening(read_sheet((header + rows).encode(encoding)))

    def _credit(self, text):
        sheet = read_sheet(text.encode())
        table = find_credit_table(sheet)
        return read_credit(sheet, table, CreditLayout(date(2026, 4, 15)))

    def _work(self, text):
        sheet = read_sheet(text.encode())
        layout = WorkLayout(now=datetime(2026, 3, 31))
        return read_work(sheet, find_time_table(sheet), layout)

    # === DATES === #

    def test_a_file_of_both_orders_is_sure_of_no_date(self):
        """Report: almarklein/timetagger#285: read as the other order, row by row."""
        reading = self._open(
            "A;P;1;1;28/11/2025;;\nB;P;1;1;11/28/2025;;\nC;P;1;1;03/04/2025;;\n"
            "D;P;1;1;2025-11-28;;\n"
        )
        told = [(flaw.line, flaw.key) for flaw in reading.flaws]
        self.assertEqual(told, [(line, "two_orders") for line in (2, 3, 4)])
        self.assertEqual(reading.rows[3].date, date(2025, 11, 28))

    def test_of_work_none_is_left_that_may_be_another_day(self):
        days = ("28/02/2026", "02/28/2026", "03/02/2026")
        reading = self._work(toggl(*({"day": day} for day in days)))
        self.assertEqual([fault.key for fault in reading.faults], ["two_orders"] * 3)
        self.assertFalse(reading.rows)

    def test_days_that_a_spreadsheet_took_for_months_are_named(self):
        """It turns what it can, 3 April of 03/04, and leaves 03/28 as text.

        Report: ONLYOFFICE/DesktopEditors#2053.
        """
        reading = self._open("A;P;1;1;2025-04-03;;\nB;P;1;1;03/28/2025;;\n")
        self.assertEqual([flaw.key for flaw in reading.flaws], ["two_orders"] * 2)
        for texts, order in (
            (["2025-04-03", "03/28/2025"], TURNED),
            (["2025-04-03", "28/03/2025"], TURNED),
            # It was not turned: no month is the 15th, and 04/05 stayed as it was.
            (["2025-04-15", "03/28/2025"], "month"),
            (["2025-04-03", "03/28/2025", "04/05/2025"], "month"),
            # Contracts begin on the first by themselves.
            (["2025-04-01", "31/12/2025"], "day"),
            (["2025-04-03", "28.03.2025"], "day"),
        ):
            with self.subTest(texts=texts):
                self.assertEqual(find_order(texts), order)

    def test_a_year_of_two_figures_may_stand_first(self):
        for texts, order in (
            (["25/11/03", "25/11/28"], TWO_ORDERS),
            (["25/11/03"], TWO_ORDERS),
            (["28/11/25", "27/11/25"], "day"),
            (["28/11/25", "03/11/25"], "day"),
            (["11/28/25"], "month"),
        ):
            with self.subTest(texts=texts):
                self.assertEqual(find_order(texts), order)

    def test_the_end_of_a_day_is_the_beginning_of_the_next(self):
        text = toggl({"begin": "23:00:00", "end": "24:00:00", "duration": "01:00:00"})
        (row,) = self._work(text).rows
        self.assertEqual(row.end, datetime(2026, 3, 11))
        later = toggl({"begin": "23:00:00", "end": "24:30:00", "duration": "01:30:00"})
        self.assertEqual([fault.key for fault in self._work(later).faults], ["no_date"])

    # === SIGNS === #

    def test_blanks_and_signs_that_nobody_sees(self):
        (row,) = self._open(
            "\u200bA ;P;1\u2009500,5;1\u2007000,00\u202f€;\u200e03.11.2025\u200f;;\n"
        ).rows
        self.assertEqual((row.customer, row.date), ("A", date(2025, 11, 3)))
        self.assertEqual((row.credit, row.amount), (Decimal("1500.5"), 1000))

    def test_a_minus_of_a_typesetter_is_one(self):
        (row,) = self._open("A;P;\u22121,5;1;;;\n").rows
        self.assertEqual(row.credit, Decimal("-1.5"))

    def test_encodings_with_two_bytes_a_sign(self):
        (row,) = self._open("Azuré;P;1,5;1;;;\n", encoding="utf-16").rows
        self.assertEqual((row.customer, row.credit), ("Azuré", Decimal("1.5")))

    # === ROWS AND COLUMNS === #

    def test_a_customer_may_be_called_total(self):
        reading = self._open("Total;P;1;1;;;\nTotal;;1;1;;;\n")
        self.assertEqual([row.customer for row in reading.rows], ["Total"])
        self.assertEqual(reading.notes, [("total", 3)])
        blocks = self._credit(
            BLOCKS + "1,Total,9,2026-04-01,2027-03-31,15,80,2.25\nTotal,,,,,15,,2.25\n"
        )
        self.assertEqual([row.customer for row in blocks.rows], ["Total"])
        self.assertEqual(blocks.notes, [("total", 3)])

    def test_two_columns_of_one_name_are_not_guessed(self):
        header = "Customer;Plan;Hours;Hours\n"
        with self.assertRaisesRegex(SheetError, "twins"):
            self._open("A;P;10;20\n", header)
        self.assertEqual(self._open("A;P;10;10\n", header).rows[0].credit, 10)
        with self.assertRaisesRegex(SheetError, "twins"):
            self._work("Client;User;Date;Hours;Hours\nA;B;2026-03-01;1,5;2,5\n")
        with self.assertRaisesRegex(SheetError, "twins"):
            self._credit(
                BLOCKS.replace("HourlyRate", "Hours") + "1,A,9,2026-04-01,,15,80,2\n"
            )

    def test_what_has_no_invoice_says_nothing_twice(self):
        rows = "A,2026-04-01,10,,0,100,\nA,2026-04-02,5,,0,50,\nA,2026-04-03,1,,10,9,\n"
        reading = self._credit(HISTORY + rows)
        self.assertEqual((reading.faults, len(reading.rows)), ([], 3))
        self.assertEqual([row.reference for row in reading.rows], ["", "", "10"])
