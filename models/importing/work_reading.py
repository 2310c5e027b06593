"""Read a file of work: all rows, all faults, all questions at once. No ORM."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .days import read_day
from .durations import SECONDS_MOST, read_duration
from .rows import TEXT_MOST, Fault, Refused, is_named_total, pick_rows
from .time_sources import COLUMNS
from .values import (
    UTC_ZONE,
    Moment,
    has_day,
    read_date,
    read_flag,
    read_moment,
    to_utc,
)
from .work_row import WorkRow
from .work_settling import FAR_SECONDS, settle

HALF_MINUTE = 30
DAY = timedelta(days=1)


class WorkLayout(NamedTuple):
    """How a file is read: its time zone, and what was answered ("": not yet).

    ``home`` is the company's zone, in which a day is a day; ``duration_wins`` over
    start and end.
    """

    zone: ZoneInfo = UTC_ZONE
    home: ZoneInfo = UTC_ZONE
    order: str = ""
    form: str = ""
    duration_wins: bool = False
    now: datetime | None = None


class WorkReading(NamedTuple):
    """``asks`` are the WorkLayout fields to choose; ``notes`` are (key, line)."""

    rows: list
    faults: list
    asks: list
    notes: list


def read_work(sheet, table, layout):
    """Return the WorkReading of a Sheet by its TimeTable and WorkLayout."""
    picked, faults, notes = pick_rows(
        sheet,
        table.header,
        table.first,
        len(table.header),
        lambda cells: _is_total(cells, table),
    )
    cells = [_by_meaning(row.cells, table) for row in picked]
    found, asks = settle(cells, table, layout)
    if asks:
        return WorkReading([], [], asks, notes)
    rows = []
    reader = _Reader(layout, found)
    for row, by_meaning in zip(picked, cells, strict=True):
        try:
            rows.append(reader.read_row(row.line, by_meaning))
        except Refused as refused:
            faults.append(Fault(row.line, str(refused), row.cells))
    return WorkReading(rows, sorted(faults), asks, notes)


def _is_total(cells, table):
    by_meaning = _by_meaning(cells, table)
    day = by_meaning["day"] or by_meaning["begin"]
    return is_named_total(cells) and (not day or is_named_total([day]))


def _by_meaning(cells, table):
    """Return the cells of a row (dict), with day and time of day put together."""
    values = dict.fromkeys(COLUMNS, "")
    for place, meaning in table.known.items():
        if place < len(cells):
            values[meaning] = cells[place]
    values["has_end_day"] = bool(
        values["end_day"] or values["end"] or has_day(values["end_time"])
    )
    if not values["begin"] and values["begin_time"]:
        values["begin"] = _join(values["day"], values["begin_time"])
    if not values["end"] and values["end_time"]:
        values["end"] = _join(values["end_day"] or values["day"], values["end_time"])
    if not values["user"]:
        values["user"] = f"{values['first_name']} {values['last_name']}".strip()
    return values


def _join(day, time):
    """Return the text of a moment, whose time may name its day itself."""
    # Some programs write midnight behind a day.
    day = re.sub(r"[T ]\d{1,2}:.*$", "", day)
    return time if has_day(time) else f"{day} {time}".strip()


class _Reader:
    """Reads one row after the other, by what holds for all."""

    def __init__(self, layout, found):
        self.layout, self.found = layout, found
        self.now = layout.now or datetime.now(UTC).replace(tzinfo=None)

    def read_row(self, line, cells):
        self._check_cells(cells)
        duration = self._read_duration(cells["duration"])
        begin, written = self._read_begin(cells, duration)
        end = self._read_end(cells, begin)
        seconds = self._get_seconds(begin, end, duration)
        day = self._read_day(cells, begin)
        self._check_past(begin, day)
        return WorkRow(
            line,
            cells["source_id"],
            cells["customer"],
            cells["project"],
            cells["task"],
            cells["description"],
            cells["user"],
            cells["email"],
            begin,
            end or (begin and begin + timedelta(seconds=seconds)),
            day,
            seconds,
            self._read_flag(cells["billable"]),
            self._read_flag(cells["invoiced"]),
            written,
        )

    def _check_cells(self, cells):
        names = ("customer", "project", "user", "email", "description", "task")
        if any(cells[name].startswith(("#REF!", "#NAME?", "#N/A")) for name in names):
            raise Refused("broken_cell")
        names = ("source_id", "customer", "project", "user", "email")
        if any(len(cells[name]) > TEXT_MOST for name in names):
            raise Refused("text_long")
        if not cells["customer"] and not cells["project"]:
            raise Refused("no_customer")
        if not cells["user"] and not cells["email"]:
            raise Refused("no_user")
        if cells["day"]:
            self._read_day_in(cells["day"], self.layout.home)
        for day, time in (("day", "begin_time"), ("end_day", "end_time")):
            self._check_joined(cells[day], cells[time])

    def _check_joined(self, text, time):
        """Refuse a day beside a time of it if it may be another one in that zone."""
        if not text or not time or has_day(time):
            return
        written = read_date(text, self.found["order"])
        if self._read_day_in(text, self.layout.zone) != written:
            raise Refused("unsure_day")

    # === DAYS AND MOMENTS === #

    def _read_begin(self, cells, duration):
        """Return when the row began, as naive UTC and as written; None without."""
        text = cells["begin"]
        if not text:
            return None, ""
        moment = self._moment(text)
        if moment == "no_time":
            return None, ""
        near = None
        end = self._moment(cells["end"]) if cells["end"] else None
        if isinstance(end, Moment) and duration:
            # Of an hour that was twice it is the one from which the end is so far.
            near = self._to_utc(end) - timedelta(seconds=duration)
        return self._to_utc(moment, near), moment.naive.isoformat()

    def _read_end(self, cells, begin):
        if not cells["end"] or begin is None:
            return None
        moment = self._moment(cells["end"])
        if moment == "no_time":
            return None
        end = self._to_utc(moment, begin)
        if end < begin and not cells["has_end_day"]:
            # The file has no day for the end: past midnight it is the next one.
            naive = Moment(moment.naive + DAY, moment.offset)
            end = self._to_utc(naive, begin)
        return end

    def _moment(self, text):
        moment = read_moment(text, self.found["order"])
        if not isinstance(moment, Moment) and moment != "no_time":
            raise Refused("no_date" if moment == "no_moment" else moment)
        return moment

    def _to_utc(self, moment, near=None):
        utc = to_utc(moment, self.layout.zone, near)
        if utc == "gap":
            raise Refused("gap")
        return utc

    def _read_day(self, cells, begin):
        """Return the company's day on which the work began."""
        if begin:
            return begin.replace(tzinfo=UTC).astimezone(self.layout.home).date()
        return self._read_day_in(cells["day"] or cells["begin"], self.layout.home)

    def _read_day_in(self, text, home):
        """Return the day of a text in a zone."""
        day = read_day(text, self.found["order"], home, self.layout.zone)
        if isinstance(day, str):
            raise Refused(day)
        return day

    def _check_past(self, begin, day):
        today = self.now.replace(tzinfo=UTC).astimezone(self.layout.home).date()
        if (begin and begin > self.now) or day > today:
            raise Refused("future")

    # === DURATIONS AND ANSWERS === #

    def _read_duration(self, text):
        if not text:
            return None
        seconds = read_duration(text, self.found["form"])
        if seconds is None:
            raise Refused("broken_cell" if text.startswith("#") else "other_form")
        return seconds

    def _get_seconds(self, begin, end, duration):
        """Return the seconds of work; what contradicts itself is refused."""
        span = int((end - begin).total_seconds()) if end else None
        if not duration and span is None and (begin or duration is None):
            raise Refused("unended")
        seconds = span if duration is None else duration
        is_far = None not in (span, duration) and abs(span - seconds) >= FAR_SECONDS
        if seconds < 0 or (span is not None and span < 0):
            raise Refused("negative")
        if is_far and not self.layout.duration_wins:
            raise Refused("differs")
        if seconds > SECONDS_MOST:
            raise Refused("long")
        if seconds < HALF_MINUTE:
            raise Refused("zero")
        return seconds

    def _read_flag(self, text):
        flag = read_flag(text)
        if flag == "no_answer":
            raise Refused("no_answer")
        return flag
