"""From the bytes of a file to rows of text, whatever wrote it. No ORM.

``read_sheet`` takes CSV in any usual encoding and with any usual separator, Excel
workbooks, and an archive of one CSV file. Every row knows its line in the file, so that
what is wrong can be said there; ``write_faults`` hands such rows back with the reason.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from typing import NamedTuple

from . import workbook
from .workbook import Plain

__all__ = ["Plain", "Row", "Sheet", "SheetError", "read_sheet", "write_faults"]

# The most that a file may hold, packed or not.
BYTES_MOST = 40 * 1024 * 1024
SEPARATORS = ",;\t|"
XLSX_PART = "[Content_Types].xml"
# Blanks of all kinds but ends of lines, and signs without width, as spreadsheets write
# them beside dates.
BLANKS = re.compile(r"[^\S\r\n]")
UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class SheetError(ValueError):
    """A file that is no table; ``key`` says why: empty, big, zip, xlsx (a workbook that
    cannot be read), sheets (several tables in it), twins (columns of one name), binary
    or broken."""

    def __init__(self, key, detail=""):
        super().__init__(key)
        self.key, self.detail = key, detail


class Row(NamedTuple):
    """Cells (list of str) of one record, and the line of the file on which it begins.

    A cell that is a number in a workbook is a ``Plain``."""

    line: int
    cells: list


class Sheet(NamedTuple):
    """All rows that hold anything; ``is_cut``: the last one was not written out."""

    rows: list
    width: int
    is_cut: bool


def read_sheet(content, choose=None):
    """Return the Sheet of a CSV file, a workbook, or the one table in a zip.

    Encoding, separator and quotes are found out. Of a workbook with several tables
    ``choose``, given {name: Sheet}, returns the name of the one to read, None if it
    cannot tell. Raise a SheetError otherwise.
    """
    if content[:4] == b"PK\x03\x04":
        content, is_workbook = _unpack(content)
        if is_workbook:
            return _read_workbook(content, choose)
    if len(content) > BYTES_MOST:
        raise SheetError("big")
    text = _decode(content)
    if not text.strip():
        raise SheetError("empty")
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    # The best reading has most rows of one width.
    rows = max((_split(text, sign) for sign in SEPARATORS), key=_score)
    width = _score(rows)[1]
    return Sheet(rows, width, _is_cut(text, rows, width))


def _unpack(content):
    """Return the one table of an archive, or a workbook as it is, and which it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [entry for entry in archive.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in names) > BYTES_MOST:
                raise SheetError("big")
            if any(entry.filename == XLSX_PART for entry in names):
                return content, True
            tables = [
                entry for entry in names if entry.filename.lower().endswith(".csv")
            ]
            if len(tables) != 1:
                raise SheetError("zip", ", ".join(entry.filename for entry in names))
            with archive.open(tables[0]) as packed:
                # A header may lie about the size: read no more than is allowed.
                return packed.read(BYTES_MOST + 1), False
    except SheetError:
        raise
    except workbook.UNREADABLE_ARCHIVE as error:
        raise SheetError("zip", str(error)) from error


def _read_workbook(content, choose):
    try:
        tables = workbook.read_tables(content)
    except workbook.UNREADABLE as error:
        raise SheetError("xlsx", str(error)) from error
    tables = {name: rows for name, rows in tables.items() if rows}
    if not tables:
        raise SheetError("empty")
    sheets = {name: _make_sheet(rows) for name, rows in tables.items()}
    chosen = choose(sheets) if choose and len(sheets) > 1 else None
    if chosen is None and len(sheets) > 1:
        raise SheetError("sheets", ", ".join(sheets))
    return sheets[chosen] if chosen is not None else next(iter(sheets.values()))


def _make_sheet(rows):
    rows = [Row(line, [_clean(cell) for cell in cells]) for line, cells in rows]
    return Sheet(rows, max(len(row.cells) for row in rows), False)


def _decode(content):
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise SheetError("binary")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A last character that was cut in two makes no other encoding.
        if error.start >= len(content) - 3 and error.end == len(content):
            return content[: error.start].decode("utf-8-sig")
        return content.decode("cp1252", "replace")


def _split(text, separator):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, line = [], 1
    try:
        for cells in reader:
            cells = [_clean(cell) for cell in cells]
            if any(cells):
                rows.append(Row(line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise SheetError("broken", str(line)) from error
    return rows


def _clean(cell):
    """Take off blanks of all kinds."""
    if isinstance(cell, Plain):
        return cell
    return UNSEEN.sub("", BLANKS.sub(" ", cell)).strip()


def _score(rows):
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    if not widths:
        return (0, 1)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (count, width)


def _is_cut(text, rows, width):
    """Tell whether the file ends within a row: fewer cells and no end of line."""
    is_short = bool(rows) and len(rows[-1].cells) < width
    return is_short and not text.endswith(("\n", "\r"))


def write_faults(header, faults):
    """Return a CSV (bytes) of faults (line, reason, cells): no cell is a formula.

    ``header`` names the columns, those of line and reason first.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_as_text(cell) for cell in header])
    for line, reason, cells in faults:
        writer.writerow([line, reason, *map(_as_text, cells)])
    return out.getvalue().encode("utf-8-sig")


def _as_text(cell):
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
