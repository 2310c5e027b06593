"""Which programs write what credit clients have, and how, by header. No ORM.

Each is a mapping of columns and the function that reads its rows, see `credit_reading`.
The columns are those of the programs' interfaces; exports of their screens, which may
name them otherwise, were not seen.
"""

from typing import NamedTuple

from .columns import check_twins, find_header, get_synonyms, match, simplify_words


class CreditSource(NamedTuple):
    """A program's table: ``proofs`` are sets of headers of which one is enough.

    ``days`` and ``numbers`` are the meanings that are dates and numbers, whose way of
    writing is settled for the file; ``ignored`` are columns that nobody needs.
    """

    key: str
    name: str
    proofs: tuple
    columns: dict
    days: tuple
    numbers: tuple
    ignored: str = ""


CUSTOMER = "client name|client|customer|customer name|company|company name|account"
CUSTOMER += "|account name|organization|kunde|societe"

CREDIT_SOURCES = (
    CreditSource(
        "autotask",
        "Autotask",
        ({"hours", "hours approved", "contract id"}, {"hours", "hours approved"}),
        {
            "id": "id|block id",
            "contract": "contract id|contract|contract name",
            "customer": CUSTOMER,
            "bought": "date purchased|purchase date",
            "start": "start date",
            "end": "end date",
            "hours": "hours",
            "rate": "hourly rate",
            "used": "hours approved",
            "paid": "is paid|paid",
            "state": "status",
            "invoice": "invoice number",
        },
        ("bought", "start", "end"),
        ("hours", "rate", "used"),
        "payment number|payment type",
    ),
    CreditSource(
        "connectwise",
        "ConnectWise",
        ({"application units", "application limit"},),
        {
            "id": "id|agreement id|agr rec id",
            "name": "name|agreement name|agreement",
            "type": "type|agreement type",
            "customer": CUSTOMER,
            "start": "start date|date start",
            "end": "end date|date end",
            "endless": "no ending date flag|no ending date",
            "cancelled": "cancelled flag|cancelled",
            "units": "application units",
            "limit": "application limit",
            "left": "remaining|available|balance|hours remaining|amount remaining",
            "cycle": "application cycle",
            "unlimited": "application unlimited flag|application unlimited",
        },
        ("start", "end"),
        ("limit", "left"),
        "carry over unused|allow overruns|expired days",
    ),
    CreditSource(
        "halopsa",
        "HaloPSA",
        (
            {"contract id", "current", "hours remaining"},
            {"contract id", "current", "amount remaining"},
        ),
        {
            "id": "id|period id",
            "contract": "contract id|contract ref|contract",
            "customer": CUSTOMER,
            "name": "name",
            "start": "start date",
            "end": "end date",
            "current": "current|is current",
            "hours": "hours remaining",
            "money": "amount remaining",
        },
        ("start", "end"),
        ("hours", "money"),
        "hours added|hours expired|hours used this period|amount added|amount expired"
        "|amount used this period",
    ),
    CreditSource(
        "halopsa_history",
        "HaloPSA",
        ({"client name", "date", "hours", "expirydate"},),
        {
            "customer": CUSTOMER,
            "day": "date",
            "hours": "hours",
            "text": "description",
            "invoice": "invoice id",
            "amount": "amount",
            "end": "expirydate|expiry date",
        },
        ("day", "end"),
        ("hours", "amount"),
        "id|client id",
    ),
)


class CreditTable(NamedTuple):
    """Where the header of a sheet is, who wrote it, and what its columns mean."""

    source: CreditSource
    header: list
    first: int
    known: dict
    unknown: list


def find_credit_table(sheet):
    """Return the CreditTable of a sheet, or None if no program wrote it."""
    for source in CREDIT_SOURCES:
        index = find_header(sheet, source.columns, 3, simplify_words)
        header = sheet.rows[index].cells if index is not None else []
        names = {simplify_words(cell) for cell in header}
        if any(proof <= names for proof in source.proofs):
            known, unknown = match(header, source.columns, simplify_words)
            check_twins(sheet, index, known, simplify_words)
            ignored = get_synonyms({"": source.ignored})
            unknown = [cell for cell in unknown if simplify_words(cell) not in ignored]
            return CreditTable(source, header, index + 1, known, unknown)
    return None
