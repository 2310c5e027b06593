"""Sheets for people, as CSV and as Excel. Pure: nothing of Odoo here."""

import csv
import io
from datetime import date, datetime
from typing import NamedTuple

import xlsxwriter

# What spreadsheets take for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
MINUTES_PER_DAY = 1440
WIDTH_MIN, WIDTH_MAX = 9, 60


class Minutes(NamedTuple):
    """A cell with a duration: a number of minutes as CSV, hours in a book."""

    minutes: float


class Money(NamedTuple):
    """A cell with an amount, whose currency stands in another."""

    amount: float


def quote_formula(value):
    """Return a cell that no spreadsheet reads as a formula: texts come from mails."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def write_csv(rows, point):
    """Return rows as CSV (bytes, UTF-8 with the mark that Excel needs).

    Where numbers are written with a comma, spreadsheets expect semicolons.
    """
    output = io.StringIO()
    writer = csv.writer(
        output,
        quoting=csv.QUOTE_NONNUMERIC,
        delimiter=";" if point == "," else ",",
    )
    writer.writerows([_to_csv(cell, point) for cell in row] for row in rows)
    return output.getvalue().encode("utf-8-sig")


def _to_csv(cell, point):
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Minutes | Money):
        number = f"{cell[0]:.10g}"
        return number.replace(".", point) if point != "." else float(number)
    return quote_formula(cell)


def write_book(title, rows, day_format):
    """Return rows as an Excel book (bytes), the first as its header.

    ``day_format`` is how its reader writes a day, as Excel says it.
    """
    return write_sheets([(title, rows)], day_format)


def write_sheets(sheets, day_format):
    """Return (title, rows) of each sheet as an Excel book (bytes)."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        for title, rows in sheets:
            Sheet(book, title, day_format).fill(rows)
    return output.getvalue()


def get_duration_format(minutes):
    """Return hours and minutes; Excel shows no negative time unless it is told."""
    return "[h]:mm" if minutes >= 0 else f'[h]:mm;"{show_duration(minutes)}"'


def show_duration(minutes):
    """Return minutes as clocks do: "3:05", "-0:30"."""
    hours, rest = divmod(round(abs(minutes)), 60)
    return f"{'-' if minutes < 0 else ''}{hours}:{rest:02}"


class Sheet:
    """One sheet of a book, with a format for each sort of cell."""

    def __init__(self, book, title, day_format):
        self.book = book
        self.sheet = book.add_worksheet(title[:31])
        self.formats = {}
        self.day_format = day_format

    def fill(self, rows):
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                self._write_cell(number, column, cell)
        self.sheet.set_row(0, None, self.book.add_format({"bold": True}))
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
        for column, cells in enumerate(zip(*rows, strict=True)):
            longest = max(len(self._show(cell)) for cell in cells) + 2
            self.sheet.set_column(
                column, column, min(max(longest, WIDTH_MIN), WIDTH_MAX)
            )

    def _write_cell(self, number, column, cell):
        sheet = self.sheet
        if isinstance(cell, datetime):
            form = self._get_format(f"{self.day_format} hh:mm")
            sheet.write_datetime(number, column, cell, form)
        elif isinstance(cell, date):
            form = self._get_format(self.day_format)
            sheet.write_datetime(number, column, cell, form)
        elif isinstance(cell, Minutes):
            form = self._get_format(get_duration_format(cell.minutes))
            sheet.write_number(number, column, cell.minutes / MINUTES_PER_DAY, form)
        elif isinstance(cell, Money):
            form = self._get_format("#,##0.00#")
            sheet.write_number(number, column, cell.amount, form)
        else:
            sheet.write_string(number, column, cell)

    def _get_format(self, text):
        if text not in self.formats:
            self.formats[text] = self.book.add_format({"num_format": text})
        return self.formats[text]

    def _show(self, cell):
        if isinstance(cell, datetime):
            return cell.isoformat(" ", "minutes")
        if isinstance(cell, Minutes):
            return show_duration(cell.minutes)
        if isinstance(cell, Money):
            return f"{cell.amount:,.2f}"
        return str(cell)
