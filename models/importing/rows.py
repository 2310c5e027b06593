"""Which rows of a table are facts, and which are totals, headers or cut off. No ORM."""

import re
from typing import NamedTuple

TOTAL = re.compile(
    r"(grand |sub ?)?totals?:?|sum|summe|gesamt\w*|=SUBTOTAL.*|=SUM.*",
    re.IGNORECASE,
)


# No name and no number is longer; what is, no index takes.
TEXT_MOST = 250


class Fault(NamedTuple):
    """A row that cannot be read; ``key`` says why."""

    line: int
    key: str
    cells: list


class Refused(Exception):
    """A row that cannot be read; its text is the key of the reason."""


def is_named_total(cells, pattern=TOTAL):
    """Tell whether a cell says that its row holds totals."""
    return any(pattern.fullmatch(cell) for cell in cells)


def pick_rows(sheet, header, first, width, is_total):
    """Return (rows of facts, faults, notes on what was left out) of a sheet.

    ``first`` is the index of the first row below the header; ``is_total(cells)`` tells
    a row of totals. A row that is wider than ``width`` was moved.
    """
    rows, faults, notes = [], [], []
    for row in sheet.rows[first:]:
        is_last = row is sheet.rows[-1]
        if row.cells == header:
            continue
        if is_last and sheet.is_cut:
            faults.append(Fault(row.line, "cut", row.cells))
        elif any(row.cells[width:]):
            faults.append(Fault(row.line, "wide", row.cells))
        elif is_total(row.cells):
            notes.append(("total", row.line))
        else:
            rows.append(row)
    return rows, faults, notes
