"""Read a table of calls by its layout: all calls, all faults, all questions at once.

No ORM. Nothing is guessed: what two readings have is settled by the other rows, else
asked once a file.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo.addons.sale_timesheet_prepaid.models.importing.durations import (
    SECONDS_MOST,
    read_duration,
)
from odoo.addons.sale_timesheet_prepaid.models.importing.rows import (
    TEXT_MOST,
    Fault,
    Refused,
    is_named_total,
    pick_rows,
)
from odoo.addons.sale_timesheet_prepaid.models.importing.values import (
    Moment,
    read_moment,
    to_utc,
)

from .calls import FAR, Leg, get_epoch, join
from .columns import MEANINGS
from .parties import get_number, read_parties
from .settling import UTC_ZONE, settle

TOTAL = re.compile(
    r"(grand |sub ?)?totals?|sum|summe|gesamt\w*|=SUBTOTAL.*|=SUM.*|calls?:?",
    re.IGNORECASE,
)


class Layout(NamedTuple):
    """How a table is read; what is empty is found out, or asked.

    ``zone`` is the file's own; ``home`` that of the company, tried where the file
    proves a zone by itself. ``duration_wins`` over start and end.
    """

    zone: ZoneInfo | None = None
    home: ZoneInfo = UTC_ZONE
    order: str = ""
    form: str = ""
    duration_wins: bool = False
    now: datetime | None = None


class Reading(NamedTuple):
    """``asks`` are names of Layout fields to choose, and of columns to name; ``notes``
    are (key, line) of what was left out by itself; ``found`` is what was settled."""

    calls: list
    faults: list
    asks: list
    notes: list
    found: dict


def read_table(sheet, table, layout):
    """Return the Reading of a Sheet by its Table and Layout."""
    rows, faults, notes = pick_rows(
        sheet,
        table.header,
        table.first,
        len(table.meanings),
        lambda cells: _is_total(cells, table.meanings),
    )
    cells = [_by_meaning(row.cells, table.meanings) for row in rows]
    found, asks = settle(cells, table, layout)
    if asks:
        return Reading([], [], asks, notes, found)
    legs = []
    reader = _Reader(layout, found)
    for row, by_meaning in zip(rows, cells, strict=True):
        try:
            legs.append(reader.read_row(row.line, by_meaning))
        except Refused as refused:
            faults.append(Fault(row.line, str(refused), row.cells))
    return Reading(join(legs), sorted(faults), asks, notes, found)


# === ROWS === #


def _is_total(cells, meanings):
    by_meaning = _by_meaning(cells, meanings)
    has_moment = by_meaning["start"] or by_meaning["day"]
    is_named = is_named_total(cells, TOTAL)
    return is_named and (not has_moment or bool(TOTAL.fullmatch(has_moment)))


def _by_meaning(cells, meanings):
    values = dict.fromkeys(MEANINGS, "")
    for meaning, cell in zip(meanings, cells, strict=False):
        if meaning and cell:
            values[meaning] = cell
    if values["day"] and not values["start"]:
        values["start"] = f"{values['day']} {values['time']}".strip()
    return values


class _Reader:
    """Reads one row after the other, by what holds for all."""

    def __init__(self, layout, found):
        self.layout, self.found = layout, found
        self.now = layout.now or datetime.now(UTC).replace(tzinfo=None)

    def read_row(self, line, cells):
        if max(len(cells["source_id"]), len(cells["parent_id"])) > TEXT_MOST:
            raise Refused("text_long")
        talk = self._duration(cells, "talk")
        total = self._duration(cells, "total")
        start_as_written = self._moment(cells["start"])
        epoch = get_epoch(cells["source_id"])
        near = self._get_near(cells, epoch, total or talk)
        start = self._to_utc(start_as_written, near)
        answer = self._moment_or_none(cells["answer"], start)
        end = self._moment_or_none(cells["end"], start + timedelta(seconds=talk or 0))
        ring = self._get_ring(cells, talk, total)
        begin = answer or start + timedelta(seconds=ring or 0)
        seconds = self._get_seconds(cells, talk, begin, end)
        parties = read_parties(cells, seconds > 0)
        if start > self.now:
            raise Refused("future")
        return Leg(
            line,
            cells["parent_id"] or cells["source_id"],
            not cells["parent_id"] or cells["parent_id"] == cells["source_id"],
            start,
            _write(start_as_written),
            begin,
            seconds,
            parties,
        )

    # === MOMENTS === #

    def _moment(self, text):
        if not text:
            raise Refused("no_start")
        moment = read_moment(text, self.found["order"])
        if not isinstance(moment, Moment):
            raise Refused(moment)
        return moment

    def _to_utc(self, moment, near):
        moment = to_utc(moment, self.found["zone"], near)
        if moment == "gap":
            raise Refused("gap")
        return moment

    def _moment_or_none(self, text, near):
        if not text or text.startswith("0000-00-00"):
            return None
        return self._to_utc(self._moment(text), near)

    def _get_near(self, cells, epoch, seconds):
        """Return about when the call began, where something else tells it."""
        if epoch or not cells["end"] or cells["end"].startswith("0000-00-00"):
            return epoch
        end = self._to_utc(self._moment(cells["end"]), None)
        return end - timedelta(seconds=seconds or 0)

    # === DURATIONS === #

    def _duration(self, cells, meaning):
        text = cells[meaning]
        if not text:
            return None
        seconds = read_duration(text, self.found[meaning])
        if seconds is None:
            broken = text.startswith("#")
            raise Refused("broken_cell" if broken else "other_form")
        if seconds < 0:
            raise Refused("negative")
        return seconds

    def _get_ring(self, cells, talk, total):
        ring = self._duration(cells, "ring")
        if ring is None and None not in (talk, total):
            ring = max(total - talk, 0)
        return ring

    def _get_seconds(self, cells, talk, begin, end):
        """Return the seconds talked; what contradicts itself is refused."""
        if self.found["has_answer"] and not cells["answer"]:
            return 0
        span = None
        if end:
            span = int((end - begin).total_seconds())
        if talk is None:
            if span is None:
                # Not ended, or never begun: only the status can tell.
                if read_parties(cells, True).outcome == "talk":
                    raise Refused("unended")
                return 0
            talk = max(span, 0)
        elif span is not None and talk and not self.layout.duration_wins:
            if abs(span - talk) >= FAR.total_seconds():
                raise Refused("differs")
        if span is not None and span < -FAR.total_seconds():
            raise Refused("negative")
        if talk > SECONDS_MOST:
            raise Refused("long")
        return talk


def _write(moment):
    """Return what the file says of a moment, whatever its zone."""
    return moment.naive.isoformat()


def clean_number(text, prefix=""):
    """Return the figures of a number, without what is dialled for a line outside."""
    number = re.sub(r"[^\d+]", "", get_number(text))
    if prefix and number.startswith(prefix) and len(number) > len(prefix) + 6:
        number = number[len(prefix) :]
    return "+" + number[2:] if number.startswith("00") else number
