"""From text to moments and seconds: one form per column, never a guess. No ORM."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SECONDS_MOST = 24 * 3600
ORDERS = ("day", "month")
DURATION_FORMS = ("seconds", "minutes", "hms", "ms", "hm", "words")
# What a spreadsheet writes for a moment whose column has no form.
DAY_NUMBER = re.compile(r"[3-6]\d{4}([.,]\d+)?")
EPOCH = re.compile(r"\d{10}(\d{3})?([.,]\d+)?")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+|$)(.*)")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[,T ]+|$)(.*)")
TIME = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?:[.,](\d+))?\s*([ap]\.?m\.?)?"
    r"\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
NUMBER = re.compile(r"-?\d[\d ']*([.,]\d+)?")
PART = r"(?:(\d+)\s*{0})?\s*"
WORDS = re.compile(
    PART.format(r"h(?:rs?|ours?)?")
    + r"(?:(\d+)(?::(\d{2}))?\s*m(?:in(?:utes?|s)?)?|(\d+))?\s*"
    + PART.format(r"s(?:ec(?:onds?|s)?)?"),
    re.IGNORECASE,
)
HOUR = 3600


class Moment:
    """A moment as written: naive (``tz`` decides), or with its offset."""

    __slots__ = ("naive", "offset")

    def __init__(self, naive, offset=None):
        self.naive, self.offset = naive, offset


# === MOMENTS === #


def find_order(texts):
    """Return "day" or "month", whichever the rows of a column prove; "" if all are
    ambiguous, None if no row has the year last or they prove both."""
    found, is_any = set(), False
    for text in texts:
        match = YEAR_LAST.match(text)
        if not match:
            continue
        is_any = True
        first, second = int(match[1]), int(match[2])
        if "." in text[:6] or first > 12:
            found.add("day")
        elif second > 12:
            found.add("month")
    if not is_any or len(found) > 1:
        return None
    return found.pop() if found else ""


def read_moment(text, order="day"):
    """Return the Moment of a text, or the key of what is wrong with it (str)."""
    if DAY_NUMBER.fullmatch(text):
        return "day_number"
    if text.startswith("#"):
        return "broken_cell"
    if EPOCH.fullmatch(text):
        return _from_epoch(text)
    match = YEAR_FIRST.fullmatch(text)
    if match:
        return _build(match[1], match[2], match[3], match[4])
    match = YEAR_LAST.fullmatch(text)
    if match:
        day, month = (1, 2) if order == "day" else (2, 1)
        return _build(match[3], match[month], match[day], match[4])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return "no_moment"
    return Moment(moment.replace(tzinfo=None), moment.utcoffset())


def _from_epoch(text):
    seconds = int(re.split("[.,]", text)[0])
    seconds = seconds // 1000 if seconds > 10**11 else seconds
    naive = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return Moment(naive, timedelta())


def _build(year, month, day, time):
    year = int(year) + (2000 if len(year) == 2 else 0)
    clock = TIME.fullmatch(time.strip()) if time.strip() else None
    if not clock:
        return "no_time" if not time.strip() else "no_moment"
    hour, minute, second = (int(clock[part] or 0) for part in (1, 2, 3))
    half = (clock[5] or "").lower()
    if half and not 1 <= hour <= 12:
        return "no_moment"
    hour = hour % 12 + 12 * half.startswith("p") if half else hour
    try:
        naive = datetime(year, int(month), int(day), hour, minute, second)
    except ValueError:
        return "no_moment"
    return Moment(naive, _read_offset(clock[6]))


def _read_offset(text):
    if not text:
        return None
    if text[0] not in "+-":
        return timedelta()
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if text[0] == "-" else offset


def to_utc(moment, zone, near=None):
    """Return a Moment as naive UTC, or "gap" for a time that never was in ``zone``.

    An hour that was twice is the first one, unless ``near`` (naive UTC) says.
    """
    if moment.offset is not None:
        return moment.naive - moment.offset
    both = [
        moment.naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)
    ]
    if both[0].astimezone(zone).replace(tzinfo=None) != moment.naive:
        return "gap"
    first, second = (each.replace(tzinfo=None) for each in both)
    is_second = near and abs(second - near) < abs(first - near)
    return second if is_second else first


# === DURATIONS === #


def read_duration(text, form):
    """Return seconds (int) of a text in one of DURATION_FORMS, or None."""
    text = text.strip()
    parts = text.lstrip("-").split(":")
    if form in ("hms", "ms", "hm"):
        return _read_clock(parts, form, text.startswith("-"))
    if form == "words":
        return _read_words(text)
    if not NUMBER.fullmatch(text):
        return None
    whole, _sign, rest = re.sub(r"[ ']", "", text).replace(",", ".").partition(".")
    factor = 60 if form == "minutes" else 1
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
    """Read "1h30", "1 h 5 min", "7:30 min" (7 min 30 s), "9 sec"."""
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


def find_forms(texts):
    """Return the forms (list) in which most texts of a column are durations."""
    texts = [text for text in texts if text]
    counts = {
        form: sum(read_duration(text, form) is not None for text in texts)
        for form in DURATION_FORMS
    }
    best = max(counts.values(), default=0)
    return [form for form, count in counts.items() if count == best and best]
