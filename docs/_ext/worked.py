"""Tables of worked figures in pages: how they are written. No Sphinx, no Odoo.

A block names a rule and its terms on the first line, then has a row of figures a line:

    ```{worked} metered minimum=60 step=15
    1 | 60 | the minimum
    61 | 75 | the next quarter
    ```

The figures are written by hand; a test computes each again with the addon's own
functions.
"""

import re
from typing import NamedTuple

BLOCK = re.compile(
    r"^```\{worked\} (?P<head>.*)\n(?P<body>(?:.*\n)*?)```$", re.MULTILINE
)
# The columns of each rule: those that are given, those that are worked out.
RULES = {
    "read": (("Typed",), ("Minutes",)),
    "metered": (("Worked",), ("Counted",)),
    "used": (("Worked",), ("Counted", "Used")),
    "hours": (("Worked", "Of it outside hours"), ("Counted", "Used")),
    "visit": (("Worked before", "Worked"), ("Counted", "Used")),
    "messages": (("Messages", "Of them included"), ("Used",)),
    "valid": (("Valid from", "Months"), ("Last day",)),
    "rollover": (("Bought", "Left at expiry"), ("Rolls over",)),
    "earned": (("Used", "Expired"), ("Earned by use", "Earned by expiry")),
    "left": (("Used", "Expired"), ("Earned", "Still owed")),
    "withdrawn": (("Used", "Asked to begin"), ("Paid", "Given back")),
    "share": (("Minutes",), ("Share of the price",)),
}
NOTE = "Why"


class Worked(NamedTuple):
    """A table: its rule, the terms, and rows of (figures, note)."""

    rule: str
    terms: dict
    rows: list

    def get_columns(self):
        """Return the heads of the columns."""
        given, worked_out = RULES[self.rule]
        has_notes = any(note for _figures, note in self.rows)
        return [*given, *worked_out, *([NOTE] if has_notes else [])]


def parse(head, body):
    """Return the table that a block says."""
    rule, *pairs = head.split()
    given, worked_out = RULES[rule]
    count = len(given) + len(worked_out)
    rows = []
    for line in filter(None, map(str.strip, body.splitlines())):
        cells = [cell.strip() for cell in line.split("|")]
        if not count <= len(cells) <= count + 1:
            raise ValueError(f"{count} figures and a note are expected: {line}")
        rows.append((cells[:count], "".join(cells[count:])))
    return Worked(rule, dict(pair.split("=", 1) for pair in pairs), rows)


def find(text):
    """Return the tables in the text of a page."""
    return [parse(match["head"], match["body"]) for match in BLOCK.finditer(text)]
