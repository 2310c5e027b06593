"""From the bytes of a file to rows of text, whatever wrote it. No ORM."""

import csv
import io
import zipfile
import zlib
from collections import Counter
from typing import NamedTuple

# The most that a file may hold, packed or not.
BYTES_MOST = 40 * 1024 * 1024
SEPARATORS = ",;\t|"
XLSX_PART = "[Content_Types].xml"


class SheetError(ValueError):
    """A file that is no table of text; ``key`` is one of the reasons below."""

    def __init__(self, key, detail=""):
        super().__init__(key)
        self.key, self.detail = key, detail


class Row(NamedTuple):
    """Cells of one record, and the line of the file on which it begins."""

    line: int
    cells: list


class Sheet(NamedTuple):
    """All rows that hold anything; ``is_cut``: the last one was not written out."""

    rows: list
    width: int
    is_cut: bool


def read_sheet(content):
    """Return the Sheet of a CSV file, or of the one table in a zip.

    Encoding, separator and quotes are found out. Raise a SheetError otherwise.
    """
    if content[:4] == b"PK\x03\x04":
        content = _unpack(content)
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


# What Python raises for an archive that is no archive, has a password, is packed in a
# way it does not know, is damaged, or ends too early.
UNREADABLE = (
    zipfile.BadZipFile,
    RuntimeError,
    NotImplementedError,
    OSError,
    zlib.error,
    EOFError,
    ValueError,
)


def _unpack(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [entry for entry in archive.infolist() if not entry.is_dir()]
            if any(entry.filename == XLSX_PART for entry in names):
                raise SheetError("xlsx")
            if sum(entry.file_size for entry in names) > BYTES_MOST:
                raise SheetError("big")
            tables = [
                entry for entry in names if entry.filename.lower().endswith(".csv")
            ]
            if len(tables) != 1:
                raise SheetError("zip", ", ".join(entry.filename for entry in names))
            with archive.open(tables[0]) as packed:
                # A header may lie about the size: read no more than is allowed.
                return packed.read(BYTES_MOST + 1)
    except SheetError:
        raise
    except UNREADABLE as error:
        raise SheetError("zip", str(error)) from error


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
    """Take off blanks of all kinds; in front of a formula people put an apostrophe."""
    return cell.replace("\u00a0", " ").replace("\u202f", " ").strip()


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
    """Return the bytes of a CSV of (line, reason, cells): no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_as_text(cell) for cell in header])
    for line, reason, cells in faults:
        writer.writerow([line, reason, *map(_as_text, cells)])
    return out.getvalue().encode("utf-8-sig")


def _as_text(cell):
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
