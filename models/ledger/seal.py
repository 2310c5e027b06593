"""How entries and seals are written down to be hashed: no ORM.

`docs/seals.md` describes it for other programs, and `static/verify/prepaid_verify.py`
does the same without this module. What is once sealed is written in its version for
ever: another column of an entry makes another version.
"""

import hashlib
from datetime import datetime
from typing import NamedTuple

VERSION = "1"
# Entries one transaction seals.
SLICE = 100_000
INSTANT = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
# What is said of an entry, in this order, and how PostgreSQL says it: decimals without
# needless zeros, moments in UTC, ids of records; nothing is an empty text or 0. What
# charged the work is told by its hash alone: a file for clients need not show it. Texts
# and persons are left out: they may have to be erased.
FACTS = {
    "version": f"'{VERSION}'",
    "id": "e.id",
    "contract": "e.contract_id",
    "grant": "COALESCE(e.grant_id::text, '')",
    "company": "e.company_id",
    "kind": "e.kind",
    "correction": "COALESCE(e.correction, '')",
    "owed": "COALESCE(e.is_owed, FALSE)::int",
    "quantity": "trim_scale(e.quantity)",
    "date": "to_char(e.date, 'YYYY-MM-DD')",
    "booked": """to_char(e.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "charge": "COALESCE(e.charge, '')",
    "offered": "trim_scale(COALESCE(e.offered_quantity, 0))",
    "worked": "COALESCE(e.worked_minutes, 0)",
    "metered": "COALESCE(e.metered_minutes, 0)",
    "usage_type": "COALESCE(e.usage_type_id::text, '')",
    "project": "COALESCE(e.project_id::text, '')",
    "approval": "COALESCE(e.approval_id::text, '')",
    "hold": "COALESCE(e.hold_id::text, '')",
    "reversed": "COALESCE(e.reversed_entry_id::text, '')",
    "terms": "encode(sha256(convert_to(trim_scale(COALESCE(e.rate, 0)) || '|'"
    " || COALESCE(e.metering::text, ''), 'UTF8')), 'hex')",
}
# Of a row ``e`` of `prepaid_entry`; NULL without one.
FACTS_SQL = " || '|' || ".join(FACTS.values())
# Of a row ``s`` of `prepaid_seal`.
SEAL_SQL = " || '|' || ".join(
    (
        *(f"'{VERSION}'", "s.company_id", "s.contract_id", "s.count", "s.last_hash"),
        *(f"to_char(s.date, '{INSTANT}')", "COALESCE(s.previous, '')"),
    )
)


def get_hash(text):
    return hashlib.sha256(text.encode()).hexdigest()


def chain(previous, facts):
    """Return the hash of an entry: of its predecessor's, and of its own facts."""
    return get_hash(f"{previous}\n{facts}")


class Seal(NamedTuple):
    """What a seal says; ``date`` is naive UTC."""

    company_id: int
    contract_id: int
    count: int
    last_hash: str
    date: datetime
    previous: str

    def get_text(self):
        """Return the text that is signed."""
        said = self._replace(date=self.date.strftime("%Y-%m-%dT%H:%M:%SZ"))
        return "|".join(map(str, (VERSION, *said)))
