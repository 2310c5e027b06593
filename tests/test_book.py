import io
from datetime import date, datetime

import openpyxl

from odoo.tests import BaseCase, tagged

from ..models.client.sheet import Minutes, Money, write_sheets


@tagged("post_install", "-at_install")
class TestBook(BaseCase):
    """Books that are written row by row, as a spreadsheet reads them."""

    def _read(self, rows, title="Work"):
        content = write_sheets([(title, rows)], "dd/mm/yyyy")
        return openpyxl.load_workbook(io.BytesIO(content)).active

    def test_cells_are_read_as_they_were_given(self):
        row = [date(2026, 3, 16), datetime(2026, 3, 16, 9, 30), "=1+1 & <b>", ""]
        sheet = self._read([["Day", "At", "Text", "None"], row])
        day, at, text, nothing = (cell.value for cell in sheet[2])
        self.assertEqual((day, at), (datetime(2026, 3, 16), row[1]))
        self.assertEqual((text, nothing), (row[2], None))
        self.assertEqual(sheet[2][0].number_format, "dd/mm/yyyy")
        self.assertTrue(sheet["A1"].font.b)
        self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ("A2", "A1:D2"))

    def test_a_duration_is_no_amount_that_equals_it(self):
        sheet = self._read([["Time", "Price"], [Minutes(30), Money(30)]])
        self.assertEqual(sheet["B2"].value, 30)
        self.assertEqual(sheet["A2"].number_format, "[h]:mm")

    def test_what_a_mail_brings_breaks_no_book(self):
        rows = [["Text"], ["a\x03b\x1fc\nd "], ["é" * 40000]]
        sheet = self._read(rows, "R & D: [1/2]")
        self.assertEqual(sheet["A2"].value, "abc\nd ")
        self.assertEqual(len(sheet["A3"].value), 32767)
        self.assertEqual(sheet.title, "R & D   1 2 ")

    def test_many_columns_and_rows_have_their_places(self):
        rows = [[f"{row}/{column}" for column in range(30)] for row in range(1201)]
        sheet = self._read(rows)
        self.assertEqual(sheet["AD1201"].value, "1200/29")
        self.assertEqual(sheet.auto_filter.ref, "A1:AD1201")
