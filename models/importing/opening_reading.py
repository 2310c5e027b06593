"""From a sheet of opening balances to OpeningRows and faults. No ORM.

The columns are found by their headers (`MEANINGS`), never by their place. How dates and
numbers are written is what the rows prove; where they prove nothing ``asks`` says what
a person must settle, once for the file. Every fault of every row is told, all at once.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from . import columns, values
from .day_orders import find_order
from .days import read_day
from .opening_row import OpeningRow
from .rows import TEXT_MOST, is_named_total, pick_rows
from .sheet import Plain

MEANINGS = {
    "customer": "customer|client|customer name|client name|account|company"
    "|kunde|kundenname|nom du client|societe",
    "plan": "plan|prepaid plan|contract type|tarif|formule|vertrag",
    "credit": "credit left|credit|hours left|remaining|remaining hours|balance|left"
    "|hours|credit restant|heures restantes|solde|guthaben|reststunden",
    "unit": "unit|units|unite|einheit",
    "amount": "price paid|price paid for it|price|amount paid|amount|paid|value"
    "|prix paye|montant|bezahlt|preis|betrag",
    "currency": "currency|devise|wahrung",
    "date": "bought on|date bought|bought|purchase date|purchased|date|start date"
    "|achete le|date d achat|kaufdatum|gekauft am",
    "expiry": "expires|expires on|expiry|expiry date|expiration|expiration date"
    "|valid until|end date|expire le|date d expiration|lauft ab|gultig bis",
    "reference": "reference|ref|number|id|invoice|invoice number|order|referenz"
    "|facture|rechnung",
    "notes": "notes|note|remark|remarks|comment|comments",
}
NEEDED = ("customer", "plan", "credit")
CLOCK = re.compile(r"(\d{1,6}):([0-5]\d)(?::00)?")
# Currencies as people sign them beside a number.
SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY", "₣": "CHF", "Fr.": "CHF"}
CURRENCY = re.compile(r"[€£₹¥₣]|Fr\.|\b[A-Z]{3}\b")
UNITS = {
    "hours": "h|hr|hrs|hour|hours|heure|heures|stunde|stunden|std",
    "minutes": "m|min|mins|minute|minutes|minuten",
    "money": "money|currency|amount|argent|geld",
}
UNIT_BY_NAME = {
    name: unit for unit, names in UNITS.items() for name in names.split("|")
}
# The reference of the row that the template shows as an example.
EXAMPLE = "EXAMPLE"


class Flaw(NamedTuple):
    """What is wrong with a row: ``key`` says what, ``value`` is what stands there."""

    line: int
    key: str
    value: str


class Reading(NamedTuple):
    """What a file says.

    Rows with flaws are among the ``rows``, for what else may be wrong with them: a
    credit that cannot be read is None, a price that cannot be 0.
    ``asks`` are keys: columns that are missing ("column_customer"), "date_order",
    "decimal". ``currencies`` is {line: code} of rows that name one. ``cells`` is
    {line: cells} of all rows, for the file of faults.
    """

    header: list
    rows: list
    flaws: list
    asks: list
    notes: list
    unknown: list
    currencies: dict
    cells: dict


def choose_sheet(sheets):
    """Return the name of the one of several sheets that has opening balances."""
    fit = [
        name
        for name, sheet in sheets.items()
        if columns.find_header(sheet, MEANINGS, len(NEEDED)) is not None
    ]
    return fit[0] if len(fit) == 1 else None


def read_opening(sheet, order="", decimal="", home=values.UTC_ZONE):
    """Return the Reading of a sheet; ``order`` and ``decimal`` are what was settled,
    ``home`` is the zone of the company, in which a day is a day.

    Raise a SheetError for columns that nobody can tell apart.
    """
    place = columns.find_header(sheet, MEANINGS)
    if place is None:
        asks = [f"column_{meaning}" for meaning in NEEDED]
        return Reading([], [], [], asks, [], [], {}, {})
    header = sheet.rows[place].cells
    known, unknown = columns.match(header, MEANINGS)
    columns.check_twins(sheet, place, known)
    by_meaning = {meaning: index for index, meaning in known.items()}
    missing = [f"column_{name}" for name in NEEDED if name not in by_meaning]
    rows, faults, notes = pick_rows(
        sheet,
        header,
        place + 1,
        max(len(header), 1),
        lambda cells: _is_total(_Row(0, cells, by_meaning)),
    )
    table = [_Row(row.line, row.cells, by_meaning) for row in rows]
    table = [row for row in table if not _is_example(row, notes)]
    forms, asks = _find_forms(table, order, decimal)
    reading = Reading(
        header,
        [],
        [],
        missing + asks,
        notes,
        unknown,
        {},
        {r.line: r.cells for r in rows},
    )
    for fault in faults:
        reading.flaws.append(Flaw(fault.line, fault.key, ""))
        reading.cells[fault.line] = fault.cells
    if not reading.asks:
        for row in table:
            row.add_to(reading, *forms, home)
    return reading


def _is_total(row):
    """Tell whether a row holds totals. A customer may be called so, who has a plan."""
    return is_named_total(row.cells[:2]) and not (row["customer"] and row["plan"])


def _is_example(row, notes):
    if row["reference"] == EXAMPLE:
        notes.append(("example", row.line))
        return True
    return False


def _find_forms(table, order, decimal):
    """Return ((order of dates, decimal sign), what must be asked)."""
    dates = [row[name] for row in table for name in ("date", "expiry")]
    numbers = [row[name] for row in table for name in ("credit", "amount")]
    asks = []
    proven = find_order([text for text in dates if text])
    if proven == "" and not order:
        asks.append("date_order")
    sign = values.find_decimal([text for text in numbers if text])
    if sign == "" and not decimal:
        asks.append("decimal")
    return (proven or order or "day", sign or decimal or "."), asks


class _Row:
    """One row of the table, its cells by meaning."""

    def __init__(self, line, cells, by_meaning):
        self.line, self.cells, self.by_meaning = line, cells, by_meaning

    def __getitem__(self, meaning):
        index = self.by_meaning.get(meaning)
        return (
            self.cells[index] if index is not None and index < len(self.cells) else ""
        )

    def add_to(self, reading, order, decimal, home):
        """Add to a Reading what the row says, or all that is wrong with it."""
        self.flaws = []
        customer, plan = self._read_name("customer"), self._read_name("plan")
        credit, unit = self._read_credit(decimal)
        amount = self._read_amount(decimal)
        date = self._read_date("date", order, home)
        expiry = self._read_date("expiry", order, home)
        reference = self._read_text("reference")
        if code := self._find_currency():
            reading.currencies[self.line] = code
        reading.flaws.extend(self.flaws)
        reading.rows.append(
            OpeningRow(
                *(self.line, customer, plan, credit, unit, amount),
                *(date, expiry, reference),
            )
        )

    def _refuse(self, key, meaning):
        self.flaws.append(Flaw(self.line, key, self[meaning]))

    def _read_text(self, meaning):
        """Return a text; one that a spreadsheet failed to work out is none."""
        text = self[meaning]
        if text.startswith("#") and text[1:2].isupper():
            self._refuse("broken_cell", meaning)
        elif text.startswith("="):
            self._refuse("formula", meaning)
        elif len(text) > TEXT_MOST:
            self.flaws.append(Flaw(self.line, "text_long", f"{text[:40]}…"))
        return text

    def _read_name(self, meaning):
        text = self._read_text(meaning)
        if not text:
            self._refuse(f"{meaning}_missing", meaning)
        return text

    def _read_credit(self, decimal):
        """Return (credit, unit); "" is the unit where neither column nor form says."""
        text = self._read_text("credit")
        named = self["unit"].casefold().strip(" .")
        unit = UNIT_BY_NAME.get(named, "")
        if named and not unit:
            unit = "money" if CURRENCY.fullmatch(self["unit"]) else ""
            if not unit:
                self._refuse("unit_unknown", "unit")
        if not text:
            self._refuse("credit_missing", "credit")
        clock = CLOCK.fullmatch(text)
        if clock:
            return Decimal(int(clock[1]) * 60 + int(clock[2])), "minutes"
        return self._read_number("credit", decimal), unit

    def _read_amount(self, decimal):
        text = self._read_text("amount")
        return self._read_number("amount", decimal) if text else None

    def _read_number(self, meaning, decimal):
        text = self[meaning]
        if not text or text[0] in "#=":
            return Decimal(0) if text and meaning == "amount" else None
        # "$" may be any of twenty currencies; the column of the currency says which.
        number = values.read_number(text, decimal)
        if isinstance(number, str):
            self._refuse(f"{meaning}_no_number", meaning)
            return Decimal(0) if meaning == "amount" else None
        return number

    def _read_date(self, meaning, order, home):
        text = self._read_text(meaning)
        if not text:
            if meaning == "date" and "date" in self.by_meaning:
                self._refuse("date_missing", meaning)
            return None
        if text[0] in "#=":
            return None
        day = read_day(text, order, home)
        if isinstance(day, str):
            is_told = day in ("day_number", "unsure_day", values.TWO_ORDERS)
            self._refuse(day if is_told else f"{meaning}_unreadable", meaning)
            return None
        return day

    def _find_currency(self):
        """Return the code of the currency that the row names, "" if none."""
        if self["currency"]:
            return SIGNS.get(self["currency"], self["currency"].upper())
        for meaning in ("amount", "credit", "unit"):
            text = self[meaning]
            if isinstance(text, Plain) or text.casefold().strip(" .") in UNIT_BY_NAME:
                continue
            sign = CURRENCY.search(text)
            if sign:
                return SIGNS.get(sign[0], sign[0])
        return ""


# === CREDIT IN A PLAN'S UNIT === #


def to_minutes(credit, unit):
    """Return whole minutes (int) of a credit in hours or minutes, None if it is none.

    Hours with two decimals or more are taken for the rounding of whole minutes, where
    exactly one minute rounds to them: 1.33 h is 1 h 20.
    """
    minutes = credit * 60 if unit == "hours" else credit
    if minutes == minutes.to_integral_value():
        return int(minutes)
    places = -credit.as_tuple().exponent
    if unit != "hours" or places < 2:
        return None
    half = Decimal(1).scaleb(-places) / 2
    near = int(minutes.to_integral_value())
    return near if abs(Decimal(near) / 60 - credit) <= half else None
