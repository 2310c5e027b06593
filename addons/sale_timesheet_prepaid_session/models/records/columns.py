"""What the columns of a call record mean: by header, or by a known order. No ORM."""

import hashlib
import re
from typing import NamedTuple

from odoo.addons.sale_timesheet_prepaid.models.importing.columns import (
    TITLES_MOST,
    get_synonyms,
    leave_one,
    simplify,
)

# Headers as systems write them, without case, accents and signs.
ALIASES = {
    "source_id": "usageid|uniqueid|sid|call sid|callsid|session id|sessionid|call id"
    "|callid|historyid|history id|id|numero d appel|anruf id",
    "parent_id": "linkedid|parent call sid|parentcallsid|parent sid",
    "start": "call time|start time|starttime|calldate|start|time start|begin"
    "|date time|datetime|date heure|debut|beginn|startzeit|anrufzeit",
    "day": "date|day|datum|jour",
    "time": "time|heure|uhrzeit",
    "answer": "answer|time answered|answer time|answered at",
    "end": "end|end time|endtime|time end|fin|ende|endzeit",
    "talk": "talking|billsec|duration seconds|duration|talk time|seconds"
    "|talk duration|duree|dauer|gesprachsdauer|duration s|duration sec",
    "ring": "ringing|ring time|sonnerie|klingelzeit",
    "from": "from|caller id|src|caller|from no|from number|source|appelant|von|anrufer",
    "to": "to|destination number|dst|callee|to no|to number|destination|called"
    "|appele|an|angerufener",
    "direction": "direction|call type|calltype|richtung|sens",
    "status": "status|disposition|result|call result|statut|etat",
    "app": "lastapp",
    "queue": "queue|file|warteschlange|dcontext",
    "agent": "upn|agent|user email|email|extension|employee|user|agent email"
    "|mitarbeiter|collaborateur",
    "channel": "channel|from dn",
    "peer": "dstchannel|to dn|final dn",
}
MEANINGS = tuple(ALIASES) + ("total",)
# What several columns may say: the last wins.
SEVERAL = ("peer",)
BY_HEADER = get_synonyms(ALIASES)

# Files without header, column by column; "-" is not needed.
HEADLESS = {
    "asterisk": "- from to queue - channel peer app - start answer end total talk "
    "status - source_id -",
    "asterisk_custom": "- from to queue channel peer app - start answer end total talk "
    "status - - source_id -",
    "cdr_3cx": "source_id - talk start answer end - from to channel peer - - - peer",
}
DISPOSITION = re.compile("ANSWERED|NO ANSWER|BUSY|FAILED|CONGESTION")
CDR_TIME = re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d")
# The column that tells each kind.
PROOFS = {
    "asterisk": (14, DISPOSITION),
    "asterisk_custom": (13, DISPOSITION),
    "cdr_3cx": (3, CDR_TIME),
}
VALUE = re.compile(r"[\d:./,+\- T]*\d[\d:./,+\- TZ]*")


class Table(NamedTuple):
    """Where the header is and what the columns are.

    ``header`` are the texts above the columns, or empty; ``first`` is the index of the
    first row of calls; ``meanings`` is one of MEANINGS or "" per column.
    """

    format: str
    header: list
    first: int
    meanings: list

    @property
    def signature(self):
        """What tells a table of the same make again (str)."""
        names = [simplify(name) for name in self.header] or [str(len(self.meanings))]
        text = "|".join([self.format, *names])
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def is_utc(self):
        """Tell whether this system always writes UTC."""
        return self.format in ("teams", "cdr_3cx", "twilio")


def find_table(sheet):
    """Return the Table of a sheet; columns that nobody knows mean nothing."""
    for index, row in enumerate(sheet.rows[:TITLES_MOST]):
        known = {BY_HEADER.get(simplify(cell)) for cell in row.cells} - {None}
        if len(known) >= 3 and known & {"start", "day"}:
            return _name_table(row.cells, index + 1)
    return _find_headless(sheet) or _find_unknown(sheet)


def _name_table(header, first):
    names = [simplify(cell) for cell in header]
    meanings = [BY_HEADER.get(name, "") for name in names]
    kind = "columns"
    if "usageid" in names:
        kind = "teams"
        meanings[names.index("call id")] = ""
    elif "billsec" in names:
        kind = "asterisk"
        meanings = [
            "total" if name == "duration" else meaning
            for name, meaning in zip(names, meanings, strict=True)
        ]
    elif {"sid", "call sid", "callsid"} & set(names):
        kind = "twilio"
    elif "talking" in names and "ringing" in names:
        kind = "report_3cx"
    elif {"session id", "sessionid"} & set(names):
        kind = "ringcentral"
    return Table(kind, header, first, leave_one(meanings, names, BY_HEADER, SEVERAL))


def _find_headless(sheet):
    """Recognise files that always have the same columns, by a row of each."""
    for row in sheet.rows[:TITLES_MOST]:
        for kind, (place, pattern) in PROOFS.items():
            if len(row.cells) > place + 1 and pattern.fullmatch(row.cells[place]):
                return _make_headless(kind, max(sheet.width, len(row.cells)))
    return None


def _make_headless(kind, width):
    meanings = ["" if name == "-" else name for name in HEADLESS[kind].split()]
    return Table(kind, [], 0, (meanings + [""] * width)[:width])


def _find_unknown(sheet):
    """Return a table whose columns a person must name."""
    for index, row in enumerate(sheet.rows[:TITLES_MOST]):
        if len(row.cells) >= sheet.width > 1:
            has_header = not any(VALUE.fullmatch(cell) for cell in row.cells)
            meanings = [""] * len(row.cells)
            if has_header:
                names = [simplify(cell) for cell in row.cells]
                meanings = [BY_HEADER.get(name, "") for name in names]
                meanings = leave_one(meanings, names, BY_HEADER, SEVERAL)
            return Table(
                "columns",
                row.cells if has_header else [],
                index + has_header,
                meanings,
            )
    return Table("columns", [], 0, [""] * sheet.width)
