"""What the columns of a table mean, by their headers and never by place. No ORM."""

import re
import unicodedata
from collections import Counter

from .sheet import SheetError

# Rows above the header: a title, a company, a period.
TITLES_MOST = 30


def simplify(header):
    """Return a header without case, accents and signs."""
    plain = unicodedata.normalize("NFKD", header.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def simplify_words(header):
    """Return a header simplified, with joined words apart: HoursApproved."""
    return simplify(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))


def get_synonyms(meanings):
    """Return {simplified header: meaning} of {meaning: "header|header"}."""
    return {
        header: meaning
        for meaning, headers in meanings.items()
        for header in headers.split("|")
    }


def leave_one(found, names, synonyms, several=()):
    """Leave each meaning one column: that of the synonym that stands first.

    ``found`` are the meanings of the columns ("": none), ``names`` their simplified
    headers; the meanings in ``several`` may be said by more columns.
    """
    kept = []
    order = {name: place for place, name in enumerate(synonyms)}
    for place, meaning in enumerate(found):
        rivals = [i for i, other in enumerate(found) if other == meaning]
        best = min(rivals, key=lambda i: (order.get(names[i], len(order)), i))
        kept.append(meaning if meaning in several or place == best else "")
    return kept


def match(header, meanings, clean=simplify):
    """Return ({column index: meaning}, [headers of columns that nobody knows]).

    ``meanings`` is {meaning: "header|header"}, in small letters without accents and
    signs, the better header first. Columns without a header mean nothing.
    """
    synonyms = get_synonyms(meanings)
    names = [clean(cell) for cell in header]
    found = leave_one([synonyms.get(name, "") for name in names], names, synonyms)
    known = {place: meaning for place, meaning in enumerate(found) if meaning}
    unknown = [cell for place, cell in enumerate(header) if cell and place not in known]
    return known, unknown


def check_twins(sheet, index, known, clean=simplify):
    """Raise a SheetError if two columns of one name say different things.

    ``index`` is that of the header row, ``known`` as `match` returns it: which of the
    two is meant, only a person can tell.
    """
    names = [clean(cell) for cell in sheet.rows[index].cells]
    for place in known:
        for twin, name in enumerate(names):
            is_twin = twin != place and name == names[place]
            if is_twin and any(
                _get(row, place) != _get(row, twin) for row in sheet.rows[index + 1 :]
            ):
                raise SheetError("twins", sheet.rows[index].cells[place])


def _get(row, place):
    return row.cells[place] if place < len(row.cells) else ""


def find_header(sheet, meanings, fewest=2, clean=simplify):
    """Return the index of the row of a sheet that names most columns, or None.

    Titles may stand above it; of rows that name as many the first is the header. With
    fewer than ``fewest`` names it is none.
    """
    synonyms = get_synonyms(meanings)
    counts = Counter()
    for index, row in enumerate(sheet.rows[:TITLES_MOST]):
        counts[index] = len({synonyms.get(clean(cell)) for cell in row.cells} - {None})
    best = max(counts, key=lambda index: (counts[index], -index), default=None)
    return best if best is not None and counts[best] >= fewest else None
