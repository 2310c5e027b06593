"""The one table of an Excel workbook, as text. No ORM."""

import io
import zipfile
import zlib
from datetime import date, datetime, time, timedelta

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

# What is raised for an archive that is none, has a password, is packed in a way that
# nobody knows, is damaged or ends too early.
UNREADABLE_ARCHIVE = (
    zipfile.BadZipFile,
    RuntimeError,
    NotImplementedError,
    OSError,
    zlib.error,
    EOFError,
    ValueError,
)
# What is raised besides for a workbook whose parts are not what they should be.
UNREADABLE = (
    *UNREADABLE_ARCHIVE,
    InvalidFileException,
    SyntaxError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
)
HALF = timedelta(milliseconds=500)


class Plain(str):
    """A cell that is a number in a workbook: digits and a point, in any language."""

    __slots__ = ()


def read_tables(content):
    """Return {name: [(line, cells)]} of the sheets that people see.

    Days and times are written as ISO does, numbers plainly; of a formula counts what
    it came to. Raise one of UNREADABLE otherwise.
    """
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        return {
            sheet.title: _read_rows(sheet)
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        }
    finally:
        book.close()


def _read_rows(sheet):
    sheet.reset_dimensions()
    rows = []
    for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_write(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append((line, cells))
    return rows


def _write(value):
    """Return a value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _write_number(value)
    if isinstance(value, datetime):
        moment = (value + HALF).replace(microsecond=0)
        is_day = moment.time() == time()
        return moment.date().isoformat() if is_day else moment.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return (datetime.combine(date.min, value) + HALF).strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        return _write_span(value)
    return str(value)


def _write_number(value):
    """Return a number without what floats add, and never in powers of ten."""
    text = f"{value:.15g}"
    if "e" in text:
        text = f"{value:.10f}"
    return Plain(text.rstrip("0").rstrip(".") if "." in text else text)


def _write_span(value):
    seconds = round(value.total_seconds())
    minutes, seconds = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if value < timedelta() else ""
    return f"{sign}{hours}:{minutes:02}:{seconds:02}"
