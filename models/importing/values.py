"""From text to days, moments and numbers, never by a guess. No ORM.

``find_order`` of `day_orders` and ``find_decimal`` look at all cells of a column and
say how it is written; ``read_date``, ``read_moment`` and ``read_number`` then read each
cell so. What cannot be read is told by a key: no_date, no_moment, no_time, day_number,
two_orders, broken_cell, no_number, no_answer.
"""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from .sheet import Plain

UTC_ZONE = ZoneInfo("UTC")
ORDERS = ("day", "month")
# Beside these: no date with the year last is sure, or no date at all whose day may be
# a month.
TWO_ORDERS, TURNED = "two_orders", "turned"
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

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun") + (
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
NAMED_MONTH = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[A-Za-z]*\.?,?[ -](\d{4})")
MONTH_NAMED = re.compile(r"([A-Za-z]{3})[A-Za-z]*\.? (\d{1,2}),? (\d{4})")
# A currency in front of an amount or behind it.
CURRENCY = r"(?:[€$£¥₣₹]|[A-Z]{3}|kr\.?|Fr\.)?"
# The minus of a keyboard, and that of a typesetter.
MINUS = "\u2212-"
AMOUNT = re.compile(
    rf"{CURRENCY}\s*([+{MINUS}]?)\s*{CURRENCY}\s*(\d[\d.,' ’]*)"
    rf"\s*{CURRENCY}([{MINUS}]?)"
)


YES = {
    *("yes", "true", "1", "y", "x", "oui", "vrai", "ja", "wahr", "si", "sim"),
    *("paid", "billable", "invoiced", "billed", "exported"),
}
NO = {
    *("no", "false", "0", "n", "-", "non", "faux", "nein", "falsch", "nao"),
    *("unpaid", "unbillable", "uninvoiced", "unbilled", "non billable"),
    *("non-billable", "not billable", "not invoiced", "not billed", "not exported"),
}
# Out of these it is what programs write for none, as 1899-12-30 or 0001-01-01, and for
# never, as 9999-12-31.
YEARS = range(1971, 2200)


class Moment:
    """A moment as written: naive (``tz`` decides), or with its offset."""

    __slots__ = ("naive", "offset")

    def __init__(self, naive, offset=None):
        self.naive, self.offset = naive, offset


# === DAYS AND MOMENTS === #


def read_date(text, order="day"):
    """Return the day (date) of a text, or the key of what is wrong with it (str).

    A time behind the day is left out: the day is the one that stands there.
    """
    if DAY_NUMBER.fullmatch(text):
        return "day_number"
    if text.startswith("#"):
        return "broken_cell"
    if _is_unsure(text, order):
        return TWO_ORDERS
    try:
        return date(*map(int, _split_date(text, order)))
    except (ValueError, TypeError):
        return "no_date"


def has_day(text):
    """Tell whether a text begins with a day in figures."""
    return bool(YEAR_FIRST.match(text) or YEAR_LAST.match(text))


def _is_unsure(text, order):
    """Tell whether nobody can say which of a date's numbers is its day."""
    if order == TURNED:
        found = YEAR_FIRST.fullmatch(text)
        return bool(found and int(found[3]) <= 12) or bool(YEAR_LAST.fullmatch(text))
    return order == TWO_ORDERS and bool(YEAR_LAST.fullmatch(text))


def _split_date(text, order):
    """Return year, month and day as they stand in a text, or nothing."""
    match = YEAR_FIRST.fullmatch(text)
    if match:
        return match[1], match[2], match[3]
    match = YEAR_LAST.fullmatch(text)
    if match:
        day, month = (1, 2) if order == "day" else (2, 1)
        return _get_year(match[3]), match[month], match[day]
    match = NAMED_MONTH.fullmatch(text)
    if match:
        return match[3], MONTHS.index(match[2].lower()) + 1, match[1]
    match = MONTH_NAMED.fullmatch(text)
    if match:
        return match[3], MONTHS.index(match[1].lower()) + 1, match[2]
    return ()


def _get_year(text):
    return int(text) + (2000 if len(text) == 2 else 0)


def read_moment(text, order="day"):
    """Return the Moment of a text, or the key of what is wrong with it (str)."""
    if DAY_NUMBER.fullmatch(text):
        return "day_number"
    if text.startswith("#"):
        return "broken_cell"
    if _is_unsure(text, order):
        return TWO_ORDERS
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
    year = _get_year(year)
    if year not in YEARS:
        return "no_moment"
    clock = TIME.fullmatch(time.strip()) if time.strip() else None
    if not clock:
        return "no_time" if not time.strip() else "no_moment"
    hour, minute, second = (int(clock[part] or 0) for part in (1, 2, 3))
    half = (clock[5] or "").lower()
    if half and not 1 <= hour <= 12:
        return "no_moment"
    hour = hour % 12 + 12 * half.startswith("p") if half else hour
    # The end of a day is the beginning of the next.
    is_end = (hour, minute, second) == (24, 0, 0)
    hour = 0 if is_end else hour
    try:
        naive = datetime(year, int(month), int(day), hour, minute, second)
    except ValueError:
        return "no_moment"
    naive += timedelta(days=is_end)
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


# === NUMBERS === #


def find_decimal(texts):
    """Return "," or ".", whichever the cells of a column prove to be the decimal sign;
    "" if all are ambiguous, None if no cell has either or they prove both."""
    found, is_any = set(), False
    for text in texts:
        match = None if isinstance(text, Plain) else AMOUNT.fullmatch(text)
        digits = match[2] if match else ""
        if "," in digits or "." in digits:
            is_any = True
            found.add(_prove_decimal(digits))
    found.discard("")
    if not is_any or len(found) > 1:
        return None
    return found.pop() if found else ""


def _prove_decimal(digits):
    """Return the decimal sign that these digits must have, "" if it can be either."""
    last = "," if digits.rfind(",") > digits.rfind(".") else "."
    other = "." if last == "," else ","
    if other in digits:
        return last
    if digits.count(last) > 1:
        return other
    before, _sign, after = digits.partition(last)
    is_group = len(after) == 3 and re.fullmatch(r"[1-9]\d{0,2}", before)
    return "" if is_group else last


def read_number(text, decimal="."):
    """Return the Decimal of a text, or the key of what is wrong with it (str).

    Currency signs and the thousands' blanks, dots, commas or apostrophes are taken off;
    a number in brackets, or with the sign behind it, is negative.
    """
    if text.startswith("#"):
        return "broken_cell"
    if isinstance(text, Plain):
        return Decimal(text)
    is_bracketed = text[:1] == "(" and text[-1:] == ")"
    match = AMOUNT.fullmatch(text[1:-1].strip() if is_bracketed else text)
    if not match:
        return "no_number"
    whole, sign, rest = match[2].strip().partition(decimal)
    groups = re.split("[., '’]", whole)
    is_whole = len(groups) == 1 or all(len(group) == 3 for group in groups[1:])
    if not is_whole or len(groups[0]) > 3 < len(whole) and len(groups) > 1:
        return "no_number"
    if sign and not rest.isdecimal():
        return "no_number"
    number = Decimal("".join(groups) + (f".{rest}" if rest else ""))
    is_negative = is_bracketed or bool({match[1], match[3]} & set(MINUS))
    return -number if is_negative else number


# === ANSWERS === #


def read_flag(text):
    """Return True, False, None for an empty cell, or "no_answer"."""
    answer = text.strip().casefold()
    if not answer:
        return None
    if answer in YES:
        return True
    return False if answer in NO else "no_answer"
