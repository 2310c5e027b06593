"""What holds for a whole file of work: order of dates, form of durations. No ORM.

What two readings have is settled by the other rows, else asked once a file.
"""

import re

from .day_orders import find_order
from .durations import SECONDS_MOST, find_forms, read_duration
from .values import Moment, read_moment

# Duration and times that differ by less are the same.
FAR_SECONDS = 60
# Where a header says in what durations are.
FORM_HINTS = (
    ("hours", r"hours|heures|stunden|\bstd|decimal|\(h\)|quantity"),
    ("minutes", r"min"),
    ("seconds", r"sec|\(s\)"),
)


def settle(rows, table, layout):
    """Return what was found out of order and form (dict), and what must be asked."""
    days = [cell for row in rows for cell in (row["day"], row["begin"]) if cell]
    order = find_order(days)
    asks = ["order"] if order == "" and not layout.order else []
    found = {"order": order or layout.order or "day", "form": ""}
    if "duration" in table.known.values():
        found["form"] = _find_form(rows, table, layout, found["order"])
        if not found["form"]:
            asks.append("form")
    return found, asks


def _find_form(rows, table, layout, order):
    """Return the one form in which the durations are written, None: ask."""
    texts = [row["duration"] for row in rows if row["duration"]]
    forms = find_forms(texts, table.source.forms)
    if {"hms", "words"} & set(forms):
        # Units say the same.
        forms = [form for form in forms if form != "units"]
    if len(forms) <= 1:
        return forms[0] if forms else table.source.forms[0]
    if layout.form in forms:
        return layout.form
    return (
        _prove_form(rows, forms, order)
        or _hint_form(table, forms)
        or _exclude_forms(texts, forms)
    )


def _prove_form(rows, forms, order):
    """Return the form that agrees with most starts and ends, None if none does."""
    fits = dict.fromkeys(forms, 0)
    for row in rows:
        span = _get_span(row, order)
        for form in forms if span else ():
            seconds = read_duration(row["duration"], form)
            fits[form] += seconds is not None and abs(span - seconds) < FAR_SECONDS
    best = max(forms, key=fits.get)
    rivals = [form for form in forms if fits[form] == fits[best]]
    return best if fits[best] and len(rivals) == 1 else None


def _get_span(row, order):
    begin = read_moment(row["begin"], order) if row["begin"] else None
    end = read_moment(row["end"], order) if row["end"] else None
    if not isinstance(begin, Moment) or not isinstance(end, Moment):
        return 0
    return int((end.naive - begin.naive).total_seconds())


def _hint_form(table, forms):
    (place,) = (i for i, meaning in table.known.items() if meaning == "duration")
    header = table.header[place].casefold()
    for form, hint in FORM_HINTS:
        if form in forms and re.search(hint, header):
            return form
    return None


def _exclude_forms(texts, forms):
    """Return the one form in which every row is a day of work at most, and is work."""
    possible = []
    for form in forms:
        seconds = [read_duration(text, form) for text in texts]
        numbers = [number for number in seconds if number]
        if numbers and all(30 <= abs(number) <= SECONDS_MOST for number in numbers):
            possible.append(form)
    return possible[0] if len(possible) == 1 else None
