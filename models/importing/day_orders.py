"""In which order the dates of a column have day, month and year. No ORM.

A file may hold both orders, or dates that a spreadsheet has turned round. Then no date
of it is sure, and none is read.
"""

from .values import TURNED, TWO_ORDERS, YEAR_FIRST, YEAR_LAST

TWELVE = range(1, 13)
# Written with two figures, it may be either.
DAYS = range(13, 32)


def find_order(texts):
    """Return how the dates of a column are written.

    "day" or "month", whichever the rows prove; "" if all are ambiguous; None if no row
    has the year last. TWO_ORDERS if they prove both, or if it may be the year that
    stands first with two figures; TURNED if some seem turned round by a spreadsheet.
    """
    texts = list(texts)
    matches = [found for text in texts if (found := YEAR_LAST.match(text))]
    if not matches:
        return None
    proven = {_prove(found) for found in matches}
    orders = proven - {""}
    if len(orders) > 1 or _may_begin_with_years(matches):
        return TWO_ORDERS
    if _are_turned(texts, matches):
        return TURNED
    return orders.pop() if orders else ""


def _prove(found):
    """Return the order that a date must have, "" if it can be either."""
    first, second = int(found[1]), int(found[2])
    if "." in found[0][:6] or first > 12:
        return "day"
    return "month" if second > 12 else ""


def _may_begin_with_years(matches):
    """Tell whether 25/11/03 may be 3 November 2025: first numbers vary less than last.

    So do the years of a file, and its days hardly.
    """
    short = [found for found in matches if len(found[3]) == 2]
    firsts = {int(found[1]) for found in short}
    lasts = {int(found[3]) for found in short}
    is_possible = all(n in DAYS for n in firsts) and all(0 < n < 32 for n in lasts)
    is_old = any(last in TWELVE for last in lasts)
    return bool(short) and is_possible and (is_old or len(firsts) < len(lasts))


def _are_turned(texts, matches):
    """Tell whether a spreadsheet took month for day wherever it could.

    It does so with a file of another country: what could be a day became one, 3 April
    of 03/04, and the rest stayed as text. Then all that it took have a day to 12. Days
    that are the first of a month are so by themselves.
    """
    taken = [found for text in texts if (found := YEAR_FIRST.match(text))]
    days = {int(found[3]) for found in taken}
    left = [_prove(found) for found in matches if "." not in found[0][:6]]
    return bool(left and days - {1} and days <= set(TWELVE)) and "" not in left
