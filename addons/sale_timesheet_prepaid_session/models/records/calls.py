"""From rows to calls: parts of one call together, faults by name. No ORM."""

import hashlib
from collections import Counter
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from .parties import Parties

FAR = timedelta(seconds=60)


class Leg(NamedTuple):
    """A row that was understood: moments are naive UTC."""

    line: int
    source_id: str
    is_first: bool
    start: datetime
    written: str
    talk_from: datetime
    seconds: int
    parties: Parties


class Call(NamedTuple):
    """A call, of one row or of several; ``kind`` says why it may be no work.

    ``start`` is when the talk began. ``fingerprint`` tells the same call again by its
    moment, ``written`` by what the file says, whatever its time zone. ``copy`` counts
    equal rows without a number of their own, from 0.
    """

    line: int
    source_id: str
    start: datetime
    seconds: int
    kind: str
    direction: str
    number: str
    agent: str
    queue: str
    fingerprint: str
    written: str
    copy: int


def join(legs):
    """Return the Calls of legs: one per source id, else one per row, in order."""
    groups = {}
    for leg in legs:
        groups.setdefault(leg.source_id or leg.line, []).append(leg)
    seen = Counter()
    return [_number(_make_call(group), seen) for group in groups.values()]


def _number(call, seen):
    """Count equal rows: each is a call of its own once a person has said so."""
    copies = {}
    for name in ("fingerprint", "written"):
        key = getattr(call, name)
        before = seen[name, key]
        copies[name] = f"{key}#{before}" if before else key
        seen[name, key] += 1
    copy = seen["fingerprint", call.fingerprint] - 1
    return call._replace(copy=0 if call.source_id else copy, **copies)


def _make_call(legs):
    legs = sorted(legs, key=lambda leg: (leg.start, not leg.is_first, leg.line))
    outside = [leg for leg in legs if leg.parties.direction != "internal"]
    talks = [leg for leg in outside if leg.parties.outcome == "talk" and leg.seconds]
    first = next((leg for leg in outside if leg.is_first), (outside or legs)[0])
    number = first.parties.number or next(
        (leg.parties.number for leg in outside if leg.parties.number), ""
    )
    longest = max(talks or outside or legs, key=lambda leg: leg.seconds)
    parties = longest.parties
    seconds = _add_up(talks)
    key = (number, str(seconds), parties.agent)
    return Call(
        line=legs[0].line,
        source_id=legs[0].source_id,
        start=min((leg.talk_from for leg in talks), default=legs[0].start),
        seconds=seconds,
        kind=_find_kind(outside, talks),
        direction=first.parties.direction,
        number=number,
        agent=parties.agent,
        queue=next((leg.parties.queue for leg in legs if leg.parties.queue), ""),
        fingerprint=_hash(legs[0].start.isoformat(), *key),
        written=_hash(legs[0].written, *key),
        copy=0,
    )


def _find_kind(outside, talks):
    if not outside:
        return "internal"
    if talks:
        return "talk"
    if any(leg.parties.outcome == "machine" for leg in outside):
        return "machine"
    return "unanswered"


def _add_up(legs):
    """Return the seconds of talk: parts are added, what two phones had at once is
    there once."""
    total, until = 0, None
    for leg in sorted(legs, key=lambda leg: leg.talk_from):
        begin, end = leg.talk_from, leg.talk_from + timedelta(seconds=leg.seconds)
        begin = max(begin, until) if until else begin
        if end > begin:
            total += int((end - begin).total_seconds())
            until = end
    return total


def _hash(*parts):
    return "call-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def get_epoch(source_id):
    """Return the moment (naive UTC) with which a number like 1775026800.1 begins."""
    whole = source_id.partition(".")[0]
    if len(whole) != 10 or not whole.isdecimal() or "." not in source_id:
        return None
    return datetime.fromtimestamp(int(whole), timezone.utc).replace(tzinfo=None)
