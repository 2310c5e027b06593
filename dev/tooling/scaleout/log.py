"""What the servers' logs tell: which requests only read, and who served them."""

import re
from datetime import datetime, timezone
from typing import NamedTuple

# Odoo notes on each request how its database was asked: of the replica (`ro`), of the
# primary (`rw`), or of both, as it wrote though it said it would not (`ro->rw`).
REQUEST = re.compile(
    r"^(?P<at>\S+ \S+),\d+ \d+ INFO \S+ werkzeug: .*"
    r'"(?P<verb>[A-Z]+) (?P<path>\S+) [^"]*" (?P<status>\d+) .* (?P<mode>r[ow]\S*)$'
)
READS = re.compile(r"/my/prepaid/|/json/2/prepaid\.contract/api_balance")


class Read(NamedTuple):
    """A page or a figure that was asked for."""

    at: float
    path: str
    mode: str


def find_reads(lines):
    """Return the reads that lines of a log tell of."""
    found = []
    for line in lines:
        match = REQUEST.match(line.rstrip())
        if match and READS.match(match["path"]):
            at = datetime.strptime(match["at"], "%Y-%m-%d %H:%M:%S")
            found.append(
                Read(
                    at.replace(tzinfo=timezone.utc).timestamp(),
                    match["path"],
                    match["mode"],
                )
            )
    return found
