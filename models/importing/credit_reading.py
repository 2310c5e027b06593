"""Read what credit other programs hold: rows, faults, questions and notes. No ORM."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .credit_history import share_out
from .day_orders import find_order
from .days import read_day
from .opening_row import OpeningRow
from .rows import TEXT_MOST, Fault, Refused, is_named_total, pick_rows
from .values import UTC_ZONE, find_decimal, read_flag, read_number

CENT = Decimal("0.01")
INACTIVE = {"0", "inactive", "inaktiv", "inactif", "expired", "cancelled", "closed"}


class CreditLayout(NamedTuple):
    """``today`` and ``home``, its zone, are the company's; what was answered about the
    file ("": not yet).

    ``customers`` is {contract as the file names it: customer}, for tables that tell
    the contract alone.
    """

    today: date
    order: str = ""
    decimal: str = ""
    customers: dict = {}
    home: ZoneInfo = UTC_ZONE


class CreditReading(NamedTuple):
    """``asks`` are the CreditLayout fields to choose; ``notes`` are (key, line).

    A row without customer has the contract's name in its place, for a person to say
    whose it is.
    """

    rows: list
    faults: list
    asks: list
    notes: list


class Skipped(Exception):
    """A row that holds no credit today and is no fault; its text says why."""


def read_credit(sheet, table, layout):
    """Return the CreditReading of a Sheet by its CreditTable and CreditLayout."""
    picked, faults, notes = pick_rows(
        sheet,
        table.header,
        table.first,
        len(table.header),
        lambda cells: _is_total(cells, table),
    )
    cells = [_by_meaning(row.cells, table) for row in picked]
    layout, asks = _settle(cells, table.source, layout)
    if asks:
        return CreditReading([], [], asks, notes)
    rows, seen = [], set()
    reader = _Reader(layout, table.source)
    for row, by_meaning in zip(picked, cells, strict=True):
        try:
            read = reader.read_row(row.line, by_meaning)
            _check_texts(read)
            _check_once(read, seen)
            rows.append(read)
        except Refused as refused:
            faults.append(Fault(row.line, str(refused), row.cells))
        except Skipped as skipped:
            notes.append((str(skipped), row.line))
    if table.source.key == "halopsa_history":
        rows, wrong = share_out(rows, layout.today)
        texts = {row.line: row.cells for row in picked}
        faults += [Fault(line, key, texts[line]) for line, key in wrong]
    return CreditReading(rows, sorted(faults), asks, sorted(notes, key=lambda n: n[1]))


def _is_total(cells, table):
    """Tell whether a row holds totals: it has no day. Customers may be called so."""
    values = _by_meaning(cells, table)
    days = (values[name] for name in table.source.days)
    return is_named_total(cells) and not any(days)


def _by_meaning(cells, table):
    values = dict.fromkeys(table.source.columns, "")
    for place, meaning in table.known.items():
        if place < len(cells):
            values[meaning] = cells[place]
    return values


def _settle(cells, source, layout):
    """Return the layout with what the rows prove, and what must be asked."""
    days = [row[name] for row in cells for name in source.days]
    numbers = [row[name] for row in cells for name in source.numbers]
    order, decimal = find_order(days), find_decimal(numbers)
    asks = ["order"] if order == "" and not layout.order else []
    if decimal == "" and not layout.decimal:
        asks.append("decimal")
    found = layout._replace(
        order=order or layout.order or "day", decimal=decimal or layout.decimal or "."
    )
    return found, asks


def _check_texts(row):
    if max(map(len, (row.customer, row.plan, row.reference))) > TEXT_MOST:
        raise Refused("text_long")


def _check_once(row, seen):
    if row.reference and row.reference in seen:
        raise Refused("reference_twice")
    seen.add(row.reference)


class _Reader:
    """Reads one row after the other, by what holds for all."""

    def __init__(self, layout, source):
        self.layout, self.source = layout, source

    def read_row(self, line, cells):
        if any(cell.startswith("#") for cell in cells.values()):
            raise Refused("broken_cell")
        return getattr(self, f"_read_{self.source.key}")(line, cells)

    # === PROGRAMS === #

    def _read_autotask(self, line, cells):
        """A block: what is left is hours less those approved, at its own rate."""
        hours = self._number(cells["hours"])
        left = hours - (self._number(cells["used"], empty=Decimal()))
        rate = self._number(cells["rate"], empty=Decimal())
        end = self._day(cells["end"])
        self._check_left(left)
        if self._flag(cells["paid"]) is False:
            raise Refused("unpaid")
        self._check_active(cells["state"].casefold() in INACTIVE, end)
        notes = ("approved_only",) if rate else ("approved_only", "unpriced")
        return OpeningRow(
            line,
            self._customer(cells),
            cells["contract"],
            left,
            "hours",
            (left * rate).quantize(CENT) if rate else None,
            self._day(cells["bought"]) or self._day(cells["start"]),
            end,
            cells["id"] or cells["invoice"],
            notes,
        )

    def _read_connectwise(self, line, cells):
        """An agreement: its limit is what was agreed once; a cycle is no lot."""
        is_endless = self._flag(cells["endless"])
        end = None if is_endless else self._day(cells["end"])
        self._check_active(self._flag(cells["cancelled"]), end)
        if self._flag(cells["unlimited"]):
            raise Refused("unlimited")
        if cells["cycle"]:
            raise Refused("cycle")
        units = {"hours": "hours", "amount": "money"}.get(cells["units"].casefold())
        if not units:
            raise Refused("incidents")
        left = self._number(cells["left"] or cells["limit"])
        self._check_left(left)
        return OpeningRow(
            line,
            self._customer(cells),
            cells["type"] or cells["name"],
            left,
            units,
            None,
            self._day(cells["start"]),
            end,
            cells["id"],
            ("unpriced",) if cells["left"] else ("agreed_not_left", "unpriced"),
        )

    def _read_halopsa(self, line, cells):
        """A period: rests carry over, so that only the current one counts."""
        if not self._flag(cells["current"]):
            raise Skipped("earlier_period")
        hours = self._number(cells["hours"], empty=Decimal())
        money = self._number(cells["money"], empty=Decimal())
        if hours and money:
            raise Refused("two_units")
        self._check_left(hours or money)
        return OpeningRow(
            line,
            self._customer(cells),
            cells["name"],
            hours or money,
            "hours" if hours else "money",
            None,
            self._day(cells["start"]),
            None,
            cells["contract"],
            ("unpriced",),
        )

    def _read_halopsa_history(self, line, cells):
        """A movement: bought, or used when negative; see `credit_history`."""
        amount = self._number(cells["amount"]) if cells["amount"] else None
        day = self._day(cells["day"])
        if not day:
            raise Refused("no_date")
        return OpeningRow(
            line,
            self._customer(cells),
            "",
            self._number(cells["hours"]),
            "hours",
            amount,
            day,
            self._day(cells["end"]),
            # Of what has no invoice it is 0.
            cells["invoice"].strip("0") and cells["invoice"],
            () if amount else ("unpriced",),
        )

    # === CELLS === #

    def _number(self, text, empty=None):
        if not text and empty is not None:
            return empty
        number = read_number(text, self.layout.decimal)
        if isinstance(number, str):
            raise Refused(number)
        return number

    def _day(self, text):
        """Return the day of a cell, None without."""
        if not text:
            return None
        day = read_day(text, self.layout.order, self.layout.home)
        if isinstance(day, str):
            raise Refused(day)
        return day

    def _flag(self, text):
        flag = read_flag(text)
        if flag == "no_answer":
            raise Refused("no_answer")
        return flag

    def _customer(self, cells):
        contract = cells.get("contract", "")
        customer = cells["customer"] or self.layout.customers.get(contract) or contract
        if not customer:
            raise Refused("no_customer")
        return customer

    def _check_left(self, left):
        if left < 0:
            raise Refused("overdrawn")
        if not left:
            raise Skipped("used_up")

    def _check_active(self, is_over, end):
        if end and end < self.layout.today:
            raise Refused("expired")
        if is_over:
            raise Refused("inactive")
