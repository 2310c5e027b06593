"""From text to seconds: one form per column, never a guess. No ORM.

``find_forms`` says in which forms a column could be written; each cell is then read in
the one that was settled.
"""

import re

DURATION_FORMS = ("seconds", "minutes", "hms", "ms", "hm", "words")
# In time sheets a bare number may be hours, too; where each cell names its own unit,
# several ways of writing stand in one column.
WORK_FORMS = (*DURATION_FORMS, "hours", "units")
NUMBER = re.compile(r"-?\d[\d ']*([.,]\d+)?")
PART = r"(?:(\d+)\s*{0})?\s*"
WORDS = re.compile(
    PART.format(r"h(?:rs?|ours?)?")
    + r"(?:(\d+)(?::(\d{2}))?\s*m(?:in(?:utes?|s)?)?|(\d+))?\s*"
    + PART.format(r"s(?:ec(?:onds?|s)?)?"),
    re.IGNORECASE,
)
DECIMAL_HOURS = re.compile(r"(\d+[.,]\d+)\s*(?:h(?:rs?|ours?)?|std\.?)", re.IGNORECASE)
HOUR = 3600
SECONDS_MOST = 24 * HOUR


def read_duration(text, form):
    """Return seconds (int) of a text in one of WORK_FORMS, or None."""
    text = text.strip()
    parts = text.lstrip("-").split(":")
    if form in ("hms", "ms", "hm"):
        return _read_clock(parts, form, text.startswith("-"))
    if form == "words":
        return _read_words(text)
    if form == "units":
        clock = _read_clock(parts, "hms", text.startswith("-"))
        return _read_words(text) if clock is None else clock
    if not NUMBER.fullmatch(text):
        return None
    whole, _sign, rest = re.sub(r"[ ']", "", text).replace(",", ".").partition(".")
    factor = {"minutes": 60, "hours": HOUR}.get(form, 1)
    seconds = abs(int(whole)) * factor
    if rest:
        # Half up, in whole numbers.
        scale = 10 ** len(rest)
        seconds += (int(rest) * factor * 2 + scale) // (2 * scale)
    return -seconds if text.startswith("-") else seconds


def _read_clock(parts, form, is_negative):
    if len(parts) != (3 if form == "hms" else 2):
        return None
    parts[-1] = re.split("[.,]", parts[-1])[0]
    if not all(part.isdecimal() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if any(number > 59 for number in numbers[1:]):
        return None
    numbers = {"hms": [0, *numbers], "ms": [0, 0, *numbers], "hm": [0, *numbers, 0]}[
        form
    ][-3:]
    seconds = numbers[0] * HOUR + numbers[1] * 60 + numbers[2]
    return -seconds if is_negative else seconds


def _read_words(text):
    """Read "1h30", "1 h 5 min", "7:30 min" (7 min 30 s), "9 sec", "1.5 h"."""
    hours = DECIMAL_HOURS.fullmatch(text)
    if hours:
        return read_duration(hours[1], "hours")
    match = WORDS.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    hours, minutes, past, bare, seconds = match.groups()
    if bare and not hours:
        return None
    return (
        int(hours or 0) * HOUR
        + int(minutes or bare or 0) * 60
        + int(past or 0)
        + int(seconds or 0)
    )


def find_forms(texts, forms=DURATION_FORMS):
    """Return which of ``forms`` (list) fit most texts of a column."""
    texts = [text for text in texts if text]
    counts = {
        form: sum(read_duration(text, form) is not None for text in texts)
        for form in forms
    }
    best = max(counts.values(), default=0)
    return [form for form, count in counts.items() if count == best and best]
