"""What holds for a whole file: order of dates, form of durations, time zone. No ORM.

What two readings have is settled by the other rows, else asked once a file.
"""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo.addons.sale_timesheet_prepaid.models.importing.day_orders import find_order
from odoo.addons.sale_timesheet_prepaid.models.importing.durations import (
    find_forms,
    read_duration,
)
from odoo.addons.sale_timesheet_prepaid.models.importing.values import (
    Moment,
    read_moment,
    to_utc,
)

from .calls import FAR, get_epoch

# A number that begins with the moment does so within this.
NEAR = timedelta(minutes=5)
UTC_ZONE = ZoneInfo("UTC")
# Where a header says in what durations are.
FORM_HINTS = (("seconds", r"sec|\(s\)|billsec"), ("minutes", r"min"))


def settle(rows, table, layout):
    """Return what was found out of order, form and zone, and what must be asked."""
    asks = _find_missing(table.meanings)
    if asks:
        return {}, asks
    order = find_order(row["start"] for row in rows)
    found = {
        "order": order or layout.order or "day",
        "has_answer": "answer" in table.meanings,
    }
    if order == "" and not layout.order:
        asks.append("order")
    for meaning in ("talk", "total", "ring"):
        found[meaning] = _find_form(rows, table, layout, meaning)
        if found[meaning] is None:
            asks.append("form")
    found["zone"] = _find_zone(rows, table, layout, found["order"])
    if found["zone"] is None:
        asks.append("zone")
    return found, sorted(set(asks))


def _find_missing(meanings):
    said = set(meanings)
    missing = []
    if not said & {"start", "day"}:
        missing.append("column_start")
    if not said & {"talk", "end"}:
        missing.append("column_talk")
    if not said & {"from", "to"}:
        missing.append("column_number")
    return missing


def _find_form(rows, table, layout, meaning):
    """Return the one form of a column of durations, "" without column, None: ask."""
    if meaning not in table.meanings:
        return ""
    forms = find_forms([row[meaning] for row in rows])
    if len(forms) <= 1:
        return forms[0] if forms else "seconds"
    if layout.form in forms:
        return layout.form
    if table.format != "columns":
        return forms[0]
    fitting = [form for form in forms if _fits(rows, meaning, form, layout)]
    if len(fitting) == 1:
        return fitting[0]
    header = table.header and table.header[table.meanings.index(meaning)].lower()
    for form, hint in FORM_HINTS:
        if form in forms and header and re.search(hint, header):
            return form
    return None


def _fits(rows, meaning, form, layout):
    """Tell whether durations in this form agree with starts and ends."""
    fits = 0
    for row in rows:
        begin = read_moment(row["answer"] or row["start"], layout.order or "day")
        end = read_moment(row["end"], layout.order or "day") if row["end"] else None
        seconds = read_duration(row[meaning], form)
        if isinstance(begin, Moment) and isinstance(end, Moment) and seconds:
            span = (end.naive - begin.naive).total_seconds()
            fits += 1 if abs(span - seconds) < FAR.total_seconds() else -1
    return fits > 0


def _find_zone(rows, table, layout, order):
    """Return the zone of the file: proved by its numbers, else as chosen or known."""
    zones = [zone for zone in (layout.zone, layout.home, UTC_ZONE) if zone]
    proofs = dict.fromkeys(zones, 0)
    for row in rows:
        epoch = get_epoch(row["source_id"])
        moment = epoch and read_moment(row["start"], order)
        for zone in zones if isinstance(moment, Moment) else ():
            start = to_utc(moment, zone, epoch)
            proofs[zone] += start != "gap" and abs(start - epoch) <= NEAR
    best = max(zones, key=proofs.get)
    if proofs[best]:
        return best
    return UTC_ZONE if table.is_utc else layout.zone
