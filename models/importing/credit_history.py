"""What is left of credit of which the file tells what was bought and used. No ORM."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

CENT = Decimal("0.01")


def share_out(rows, today):
    """Return (OpeningRows of what is left, [(line, key)] of what is wrong).

    Uses are rows with negative credit. Each takes from what its customer had bought by
    then and was good that day, the soonest to expire first; what remains keeps its
    share of the price.
    """
    left, faults = {}, []
    by_customer = defaultdict(list)
    for row in rows:
        by_customer[row.customer].append(row)
    has_uses = any(row.credit < 0 for row in rows)
    for movements in by_customer.values():
        lots = {row: row.credit for row in movements if row.credit > 0}
        uses = [row for row in movements if row.credit < 0]
        uses.sort(key=lambda row: row.date)
        faults += [(use.line, "overdrawn") for use in uses if _take(lots, use)]
        left |= lots
    kept = []
    for row, rest in sorted(left.items(), key=lambda item: item[0].line):
        if rest and row.expiry and row.expiry < today:
            faults.append((row.line, "expired"))
        elif rest:
            kept.append(_keep(row, rest, has_uses))
    return kept, faults


def _take(lots, use):
    """Take a use from lots; return what found none."""
    missing = -use.credit
    good = [row for row in lots if row.date <= use.date <= (row.expiry or date.max)]
    for row in sorted(good, key=lambda row: (row.expiry or date.max, row.date)):
        taken = min(missing, lots[row])
        lots[row] -= taken
        missing -= taken
    return missing


def _keep(row, rest, has_uses):
    amount = row.amount
    if amount is not None:
        amount = (amount * rest / row.credit).quantize(CENT)
    notes = row.notes if has_uses else (*row.notes, "bought_not_left")
    return row._replace(credit=rest, amount=amount, notes=notes)
