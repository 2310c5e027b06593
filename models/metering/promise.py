"""What was promised on a ticket, as what it costs depends on it."""

from datetime import datetime
from typing import Any, NamedTuple


class Promise(NamedTuple):
    """A commitment, whether its answer was late, when it was asked for and by what.

    ``response`` is a `prepaid.response` and ``tier`` the `prepaid.tier` that brought
    it, if one did; ``asked_at`` is naive UTC.
    """

    response: Any = None
    is_late: bool = False
    asked_at: datetime | None = None
    tier: Any = None
