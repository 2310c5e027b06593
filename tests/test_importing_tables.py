import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import openpyxl

from odoo.tests import BaseCase

from ..models.importing.columns import find_header, match
from ..models.importing.day_orders import find_order
from ..models.importing.durations import WORK_FORMS, find_forms, read_duration
from ..models.importing.sheet import Plain, SheetError, read_sheet
from ..models.importing.values import find_decimal, read_date, read_number

MEANINGS = {"customer": "customer|client|kunde", "hours": "hours|heures", "day": "date"}

# How a damaged workbook is refused: its sizes may be what is damaged.
DAMAGE = ("zip", "xlsx", "binary", "empty", "broken", "big")


def book(*rows, **sheets):
    """Return a workbook (bytes) of one sheet of rows, and of others by name."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for name, others in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in others:
            sheet.append(row)
    for sheet in workbook:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            # Text, as a person typed it with an apostrophe in front.
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


class TestImportingTables(BaseCase):
    """Tables are read whatever wrote them; nothing in them is guessed."""

    def _cells(self, content):
        return [row.cells for row in read_sheet(content).rows]

    # === FILES === #

    def test_workbook_gives_days_times_and_numbers_as_plain_text(self):
        content = book(
            ["Title"],
            [],
            ["Customer", "Date", "At", "Long", "Hours", "Paid"],
            ["Acmé", date(2026, 4, 1), time(9, 5), timedelta(hours=26), 1.1, True],
            ["=1+1 is text", datetime(2026, 4, 1, 9, 30), None, None, 1200, None],
        )
        sheet = read_sheet(content)
        self.assertEqual([row.line for row in sheet.rows], [1, 3, 4, 5])
        self.assertEqual(
            [row.cells for row in sheet.rows[2:]],
            [
                ["Acmé", "2026-04-01", "09:05:00", "26:00:00", "1.1", "true"],
                ["=1+1 is text", "2026-04-01 09:30:00", "", "", "1200"],
            ],
        )
        self.assertFalse(sheet.is_cut)

    def test_numbers_of_a_workbook_have_a_point_whatever_the_column_says(self):
        (_head, cells) = self._cells(book(["Hours"], [1.125]))
        self.assertEqual(read_number(cells[0], ","), Decimal("1.125"))
        self.assertIsNone(find_decimal(cells))
        self.assertEqual(self._cells(book([0.1 + 0.2, 1e-7, 10**12]))[0][0], "0.3")

    def test_workbook_of_several_tables_and_one_that_is_damaged_are_refused(self):
        self.assertEqual(self._cells(book(["a", "b"], Empty=[])), [["a", "b"]])
        whole = book(["a", "b"])
        for content, key in (
            (book(["a"], Other=[["b"]]), "sheets"),
            (book(), "empty"),
            (whole[:200], "zip"),
        ):
            with self.subTest(key=key), self.assertRaises(SheetError) as raised:
                read_sheet(content)
            self.assertEqual(raised.exception.key, key)

    def test_damage_of_a_workbook_is_named_wherever_it_is(self):
        whole = book(["a", "b"], ["c", "d"])
        for place in range(0, len(whole), 7):
            damaged = bytearray(whole)
            damaged[place] ^= 0xFF
            try:
                read_sheet(bytes(damaged))
            except SheetError as error:
                self.assertIn(error.key, DAMAGE)

    # === COLUMNS === #

    def test_columns_are_known_by_header_and_others_are_named(self):
        text = "Report of April\n\nHeures;Ignored;KUNDE;Client;\n1,5;x;Acme;Old;\n"
        sheet = read_sheet(text.encode("cp1252"))
        index = find_header(sheet, MEANINGS)
        self.assertEqual(sheet.rows[index].line, 3)
        known, unknown = match(sheet.rows[index].cells, MEANINGS)
        self.assertEqual(known, {0: "hours", 3: "customer"})
        self.assertEqual(unknown, ["Ignored", "KUNDE"])

    def test_a_table_of_something_else_has_no_header(self):
        sheet = read_sheet(b"Name,Street\nAcme,1 Road\n")
        self.assertIsNone(find_header(sheet, MEANINGS))

    # === DAYS === #

    def test_days(self):
        for text, day in (
            ("2026-04-01", date(2026, 4, 1)),
            ("2026-04-01T00:00:00", date(2026, 4, 1)),
            ("2026-04-01 23:59:00Z", date(2026, 4, 1)),
            ("03/04/2026", date(2026, 4, 3)),
            ("3.4.26", date(2026, 4, 3)),
            ("1 Apr 2026", date(2026, 4, 1)),
            ("April 1, 2026", date(2026, 4, 1)),
            ("31/02/2026", "no_date"),
            ("1 Foo 2026", "no_date"),
            ("tomorrow", "no_date"),
            ("46000", "day_number"),
            ("#REF!", "broken_cell"),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_date(text), day)
        self.assertEqual(read_date("03/04/2026", "month"), date(2026, 3, 4))
        self.assertEqual(find_order(["03/04/2026", "25/04/2026"]), "day")
        self.assertEqual(find_order(["03/04/2026"]), "")

    # === NUMBERS === #

    def test_the_decimal_sign_is_proved_by_the_column(self):
        for texts, sign in (
            (["1,5", "1.200"], ","),
            (["1.200,50"], ","),
            (["1,200.50 €", "3"], "."),
            (["1 200,5"], ","),
            (["1.200.300"], ","),
            (["0.125"], "."),
            (["1.200"], ""),
            (["12", "15"], None),
            (["1,5", "1.5"], None),
        ):
            with self.subTest(texts=texts):
                self.assertEqual(find_decimal(texts), sign)

    def test_numbers(self):
        for text, decimal, number in (
            ("1 200,50 €", ",", "1200.50"),
            ("€ 1.200,50", ",", "1200.50"),
            ("1'200.50 CHF", ".", "1200.50"),
            ("-5", ".", "-5"),
            ("5-", ".", "-5"),
            ("(5.5)", ".", "-5.5"),
            ("$-5", ".", "-5"),
            (Plain("0.25"), ",", "0.25"),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_number(text, decimal), Decimal(number))
        for text, decimal in (
            ("1.5", ","),
            ("12,34", "."),
            ("1234.567", ","),
            ("1:30", "."),
            ("=1+1", "."),
            ("1e3", "."),
            ("ten", "."),
            ("", "."),
            ("1,", ","),
        ):
            with self.subTest(text=text, decimal=decimal):
                self.assertEqual(read_number(text, decimal), "no_number")

    # === DURATIONS === #

    def test_hours_with_decimals_are_rounded_once(self):
        for text, seconds in (
            ("1.1", 3960),
            ("0,33", 1188),
            ("2", 7200),
            ("-1", -3600),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_duration(text, "hours"), seconds)

    def test_hours_are_a_form_where_it_is_asked_for(self):
        self.assertEqual(
            find_forms(["1.5"], WORK_FORMS), ["seconds", "minutes", "hours"]
        )
        self.assertNotIn("hours", find_forms(["1.5"]))
