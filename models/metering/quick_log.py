"""Understand a line like "12m phone reset password". No ORM.

The words may come in any order as long as the text comes last: a duration, the kind of
work by the beginning of its name, and how it is charged.
"""

import re
from typing import NamedTuple

from ...metering import MINUTES_PER_HOUR, WORKED_MINUTES_MAX, round_half_up

# 1h30, 1h, 1.5h, 90m, 90min, 1:30; a bare number is minutes.
DURATIONS = (
    re.compile(r"(?P<hours>\d+)h(?P<minutes>[0-5]?\d)(?:m|min)?"),
    re.compile(r"(?P<hours>\d+(?:[.,]\d+)?)(?:h|hr|hrs|hours?)"),
    re.compile(r"(?P<minutes>\d+)(?:m|mn|min|mins|minutes?)?"),
    re.compile(r"(?P<hours>\d+):(?P<minutes>[0-5]\d)"),
)
SPACED_UNIT = re.compile(r"^(\d+(?:[.,]\d+)?)\s+(h|hours?|m|mins?|minutes?)\b", re.I)
CHARGES = ("goodwill", "included", "billable")


class QuickLog(NamedTuple):
    """What was understood: ``minutes`` is None without a duration."""

    minutes: int | None
    usage_type_id: int | None
    charge: str | None
    name: str


def parse(text, usage_types):
    """Return the QuickLog of a text; ``usage_types`` maps ids to names.

    A word means a usage type if exactly one name has a word that begins with it. Only
    the words before the text count, so "12m call about the phone" keeps its text.
    """
    words = SPACED_UNIT.sub(r"\1\2", text.strip()).split()
    minutes = usage_type_id = charge = None
    while words:
        word = words[0].lower()
        duration = parse_duration(word) if minutes is None else None
        usage_type = find_usage_type(word, usage_types) if not usage_type_id else None
        if duration is not None:
            minutes = duration
        elif usage_type:
            usage_type_id = usage_type
        elif charge is None and word.lstrip("!#") in CHARGES:
            charge = word.lstrip("!#")
        else:
            break
        words.pop(0)
    return QuickLog(minutes, usage_type_id, charge, " ".join(words))


def parse_duration(word):
    """Return the minutes (int) of a word, or None if it is no duration."""
    for pattern in DURATIONS:
        match = pattern.fullmatch(word.lower())
        if match:
            parts = match.groupdict()
            hours = float((parts.get("hours") or "0").replace(",", "."))
            minutes = hours * MINUTES_PER_HOUR + int(parts.get("minutes") or 0)
            return min(int(round_half_up(minutes)), WORKED_MINUTES_MAX + 1)
    return None


def find_usage_type(word, usage_types):
    """Return the id of the one usage type with a word that begins so, or None."""
    if len(word) < 2 or not word[0].isalpha():
        return None
    found = [
        usage_type_id
        for usage_type_id, name in usage_types.items()
        if any(
            part.startswith(word.replace("-", ""))
            for part in name.lower().replace("-", "").split()
        )
    ]
    return found[0] if len(found) == 1 else None
