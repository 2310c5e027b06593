"""The one form in which work comes from elsewhere, whatever wrote it. No ORM."""

import hashlib
from collections import Counter
from datetime import date, datetime
from typing import NamedTuple


class WorkRow(NamedTuple):
    """A piece of work.

    ``begin`` and ``end`` are naive UTC, or None; ``date`` is the company's day on which
    it began. ``billable`` and ``invoiced`` are None where the file does not tell.
    ``written`` is when it began as the file says, whatever its time zone.
    """

    line: int
    source_id: str
    customer: str
    project: str
    task: str
    description: str
    user: str
    email: str
    begin: datetime | None
    end: datetime | None
    date: date
    seconds: int
    billable: bool | None = None
    invoiced: bool | None = None
    written: str = ""


class Identity(NamedTuple):
    """What tells a row again, in this file and in later ones.

    ``key`` is the number that its source gave it, else a fingerprint of its moment;
    ``written`` a fingerprint of what the file says, so that a file read in another time
    zone is known as well. ``copy`` counts equal rows from 0.
    """

    key: str
    written: str
    copy: int


def identify(rows, source):
    """Return the Identity of each WorkRow of a file that ``source`` (str) wrote."""
    seen = Counter()
    identities = []
    for row in rows:
        moment = row.begin.isoformat() if row.begin else ""
        key = _hash(row, moment)
        copy = 0
        if row.source_id:
            key = f"{source}:{row.source_id}"
        copy = seen[key]
        seen[key] += 1
        mark = f"#{copy}" if copy else ""
        written = _hash(row, row.written or moment)
        identities.append(Identity(key + mark, written + mark, copy))
    return identities


def _hash(row, moment):
    """Return a fingerprint: nobody begins two works at one moment; days need more."""
    who = row.email or row.user
    facts = [row.customer, row.project, who, str(row.seconds)]
    if moment:
        facts.append(moment)
    else:
        facts += [row.date.isoformat(), row.task, row.description]
    text = "\n".join(fact.strip().casefold() for fact in facts)
    return "work-" + hashlib.sha256(text.encode()).hexdigest()[:32]
