import io
import zipfile

from odoo.tests import BaseCase

from odoo.addons.sale_timesheet_prepaid.models.importing.sheet import (
    XLSX_PART,
    SheetError,
    read_sheet,
)

from . import call_files as files


class TestCallArchive(BaseCase):
    """What is no file of calls is named, and the rest unpacked."""

    def test_workbooks_and_archives_of_many_are_refused(self):
        for content, key in (
            (files.pack(a="x", b="y"), "zip"),
            (b"", "empty"),
            (b"PK\x03\x04 no archive", "zip"),
            (b"\x89PNG\0\0", "binary"),
        ):
            with self.subTest(key=key), self.assertRaises(SheetError) as raised:
                read_sheet(content)
            self.assertEqual(raised.exception.key, key)

    def test_a_workbook_is_told_from_an_archive(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(XLSX_PART, "<workbook/>")
        with self.assertRaises(SheetError) as raised:
            read_sheet(out.getvalue())
        self.assertEqual(raised.exception.key, "xlsx")

    def test_a_damaged_archive_is_named_wherever_the_damage_is(self):
        whole = files.pack(calls="13/03/2026 09:00;0199;1;9\n" * 50)
        for place in range(len(whole)):
            damaged = bytearray(whole)
            damaged[place] ^= 0xFF
            try:
                read_sheet(bytes(damaged))
            except SheetError as error:
                self.assertIn(error.key, ("zip", "binary", "big", "cut", "cell"))
