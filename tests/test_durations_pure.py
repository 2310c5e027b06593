import io
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from odoo.tests import BaseCase

from ..models.client.sheet import Minutes, show_duration, write_book

minutes = st.integers(-(10**6), 10**6)


class TestDurations(BaseCase):
    """Time in a sheet is a number of days: adding it up loses no minute."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(minutes, min_size=1, max_size=40))
    def test_a_sheet_adds_up_to_the_minute(self, durations):
        rows = [["Time"], *([Minutes(duration)] for duration in durations)]
        book = load_workbook(io.BytesIO(write_book("Time", rows, "yyyy-mm-dd")))
        cells = [row[0] for row in book.active.iter_rows(min_row=2)]
        total = sum((cell.value for cell in cells), timedelta())
        self.assertEqual(round(total / timedelta(minutes=1), 3), sum(durations))
        for cell, duration in zip(cells, durations, strict=True):
            self.assertTrue(cell.number_format.startswith("[h]:mm"))
            self.assertEqual(";" in cell.number_format, duration < 0)

    @given(minutes)
    def test_a_clock_says_each_duration(self, duration):
        text = show_duration(duration)
        hours, rest = text.removeprefix("-").split(":")
        sign = -1 if text.startswith("-") else 1
        self.assertEqual(sign * (int(hours) * 60 + int(rest)), duration)
