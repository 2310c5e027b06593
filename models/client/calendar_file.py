"""A day in an iCalendar file (RFC 5545). Pure: nothing of Odoo here."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

# The longest line, in bytes, and how a longer one goes on.
LINE_MAX = 75


def escape(text):
    """Return a text as a calendar reads it."""
    for char in ("\\", ";", ","):
        text = text.replace(char, f"\\{char}")
    return "\\n".join(text.splitlines())


def fold(line):
    """Return the parts of a line, each short enough, never within a character."""
    parts, part = [], ""
    for char in line:
        if len(f"{part}{char}".encode()) > LINE_MAX - bool(parts):
            parts.append(part)
            part = ""
        part += char
    return "\r\n ".join([*parts, part])


class Day(NamedTuple):
    """A whole day with a reminder some days before; made at ``stamp`` (naive UTC)."""

    uid: str
    day: date
    title: str
    text: str
    url: str
    stamp: datetime
    days_before: int


def write_day(event):
    """Return a Day as a calendar file (bytes)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Prepaid Hours//Odoo//EN",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{event.stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escape(event.title)}",
        f"DESCRIPTION:{escape(event.text)}",
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escape(event.title)}",
        f"TRIGGER:-P{event.days_before}D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(map(fold, lines)).encode()
