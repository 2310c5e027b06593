from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.tests import BaseCase

from ..models.importing.opening_reading import choose_sheet, read_opening, to_minutes
from ..models.importing.sheet import read_sheet

HEADER = "Customer;Plan;Credit Left;Price Paid;Bought on;Expires;Reference\n"
TEMPLATE = Path(__file__).parents[1] / "static/xls/prepaid_opening_balances.xlsx"


def read(rows, header=HEADER, **settled):
    return read_opening(read_sheet((header + rows).encode()), **settled)


class TestOpeningReading(BaseCase):
    """Spreadsheets of credit, as people keep them."""

    def test_a_row_is_read_as_its_columns_say(self):
        (row,) = read("Azure;Support;7,5;675,00 €;03.11.2025;02.11.2026;B-1\n").rows
        self.assertEqual(
            row[:9],
            (
                *(2, "Azure", "Support", Decimal("7.5"), ""),
                *(Decimal("675.00"), date(2025, 11, 3), date(2026, 11, 2), "B-1"),
            ),
        )

    def test_the_template_is_understood_and_its_example_left_out(self):
        sheet = read_sheet(TEMPLATE.read_bytes(), choose_sheet)
        reading = read_opening(sheet)
        self.assertEqual((reading.rows, reading.flaws, reading.asks), ([], [], []))
        self.assertEqual(reading.notes, [("example", 2)])
        self.assertEqual(reading.unknown, [])

    def test_dates_are_settled_by_other_rows_or_asked(self):
        rows = "A;P;1;1;03/04/2025;;\nB;P;1;1;25/04/2025;;\n"
        self.assertEqual([r.date.month for r in read(rows).rows], [4, 4])
        unclear = read("A;P;1;1;03/04/2025;;\n")
        self.assertEqual((unclear.asks, unclear.rows), (["date_order"], []))
        (row,) = read("A;P;1;1;03/04/2025;;\n", order="month").rows
        self.assertEqual(row.date, date(2025, 3, 4))

    def test_decimals_are_settled_by_other_rows_or_asked(self):
        self.assertEqual(read("A;P;1.500;1;;;\n").asks, ["decimal"])
        rows = read("A;P;1.500;10,25;2025-01-01;;\n").rows
        self.assertEqual(rows[0].credit, 1500)

    def test_columns_that_nobody_knows_are_named(self):
        reading = read(
            "A;P;1;x\n", header="Client;Plan;Hours left;Shoe size\n", decimal="."
        )
        self.assertEqual(reading.unknown, ["Shoe size"])
        self.assertEqual(reading.rows[0].credit, 1)

    def test_columns_that_are_missing_are_named(self):
        self.assertEqual(
            read("A;1\n", header="Client;Price\n").asks,
            ["column_plan", "column_credit"],
        )

    def test_each_fault_of_a_row_is_told(self):
        reading = read(
            "#REF!;Support;abc;-x;31/31/2025;never;\n"
            ";;=A1;;;;\n"
            "Total;;12;;;;\n"
            "A;P;12;1;45000;;\n"
            f"A;P;12;1;2025-01-01;;{'9' * 251}\n",
            order="day",
        )
        told = [(flaw.line, flaw.key) for flaw in reading.flaws]
        self.assertEqual(
            told,
            [
                (2, "broken_cell"),
                (2, "credit_no_number"),
                (2, "amount_no_number"),
                (2, "date_unreadable"),
                (2, "expiry_unreadable"),
                (3, "customer_missing"),
                (3, "plan_missing"),
                (3, "formula"),
                (3, "date_missing"),
                (5, "day_number"),
                (6, "text_long"),
            ],
        )
        self.assertEqual(reading.notes, [("total", 4)])

    def test_a_file_that_ends_within_a_row_says_so(self):
        reading = read("A;P;1;1;2025-01-01;;X\nB;P;2")
        self.assertEqual([(f.line, f.key) for f in reading.flaws], [(3, "cut")])

    def test_units_and_currencies_are_read(self):
        header = "Customer;Plan;Credit;Unit;Price;Currency\n"
        reading = read(
            "A;P;90;min;1;EUR\nB;P;1:30;;1;\nC;P;5;HRS;1;\nD;P;50;€;1;\nE;P;1;days;1;\n",
            header=header,
        )
        self.assertEqual(
            [(row.credit, row.unit) for row in reading.rows][:4],
            [(90, "minutes"), (90, "minutes"), (5, "hours"), (50, "money")],
        )
        self.assertEqual(reading.currencies, {2: "EUR", 5: "EUR"})
        self.assertEqual([f.key for f in reading.flaws], ["unit_unknown"])

    def test_hours_are_whole_minutes_or_the_rounding_of_them(self):
        for hours, minutes in {
            "7.5": 450,
            "1.33": 80,
            "0.67": 40,
            "1.3333": 80,
            "0.01": None,
            "1.34": None,
            "0.03": 2,
        }.items():
            with self.subTest(hours=hours):
                self.assertEqual(to_minutes(Decimal(hours), "hours"), minutes)
        self.assertIsNone(to_minutes(Decimal("1.5"), "minutes"))
