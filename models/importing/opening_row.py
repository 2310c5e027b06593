"""The one form in which credit comes from elsewhere, whatever wrote it. No ORM."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class OpeningRow(NamedTuple):
    """Credit that a customer has left where it was kept before.

    ``line`` is that of the file, for what is said of it. ``credit`` counts ``unit``:
    "hours", "minutes" or "money". ``amount`` is the net price paid for what is left, in
    the plan's currency, else the company's; None where the file does not tell it.
    ``date`` is when it was bought and ``expiry`` the last day on which it is good,
    None: forever. ``reference`` tells the credit again in a later file ("": nothing
    does). ``notes`` are keys of what a person should know of the row, see
    ``texts.get_credit_texts``.
    """

    line: int
    customer: str
    plan: str
    credit: Decimal
    unit: str
    amount: Decimal | None
    date: date | None
    expiry: date | None
    reference: str
    notes: tuple = ()
