"""Sheets for people, as CSV and as Excel. Pure: nothing of Odoo here."""

import csv
import io
from datetime import date, datetime
from functools import lru_cache, partial
from typing import NamedTuple

from .book import Book, to_day

# What spreadsheets take for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
MINUTES_PER_DAY = 1440


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
    """Return rows as CSV (bytes, UTF-8 with the mark that Excel needs)."""
    output = io.BytesIO()
    fill_csv(output, rows, point)
    return output.getvalue()


def fill_csv(file, rows, point):
    """Write rows as CSV into a binary file, one by one.

    Where numbers are written with a comma, spreadsheets expect semicolons.
    """
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=False)
    writer = csv.writer(
        text,
        quoting=csv.QUOTE_NONNUMERIC,
        delimiter=";" if point == "," else ",",
    )
    writer.writerows([_to_csv(cell, point) for cell in row] for row in rows)
    # The file is its owner's to close.
    text.detach()


# Most cells stand in many rows. A duration is not an amount that equals it.
@lru_cache(10_000, typed=True)
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
    fill_book(output, sheets, day_format)
    return output.getvalue()


def fill_book(file, sheets, day_format):
    """Write (title, rows) of each sheet as an Excel book into a file, row by row."""
    book = Book(file)
    for title, rows in sheets:
        book.add_sheet(title, rows, _show, partial(_to_cell, day_format=day_format))
    book.close()


def _to_cell(value, day_format):
    """Return the number of a cell and its format, None for a text."""
    if isinstance(value, str):
        return None
    if isinstance(value, datetime):
        return to_day(value), f"{day_format} hh:mm"
    if isinstance(value, date):
        return to_day(value), day_format
    if isinstance(value, Minutes):
        return value.minutes / MINUTES_PER_DAY, get_duration_format(value.minutes)
    if isinstance(value, Money):
        return value.amount, "#,##0.00#"
    return None


def _show(cell):
    """Return a cell as its reader sees it."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, Minutes):
        return show_duration(cell.minutes)
    if isinstance(cell, Money):
        return f"{cell.amount:,.2f}"
    return str(cell)


@lru_cache(10_000)
def get_duration_format(minutes):
    """Return hours and minutes; Excel shows no negative time unless it is told."""
    return "[h]:mm" if minutes >= 0 else f'[h]:mm;"{show_duration(minutes)}"'


def show_duration(minutes):
    """Return minutes as clocks do: "3:05", "-0:30"."""
    hours, rest = divmod(round(abs(minutes)), 60)
    return f"{'-' if minutes < 0 else ''}{hours}:{rest:02}"
