"""What machines are answered, as types: the documentation is made of them. No ORM.

Days are ISO 8601, moments UTC. Credit is in the unit of the contract: a whole number of
minutes, or money as a decimal string; below zero it is owed.
"""

from typing import TypedDict

from .arguments import Quantity


class Customer(TypedDict):
    """Whose contract it is."""

    id: int
    name: str
    reference: str | None


class Contract(TypedDict):
    """A contract, as it is found."""

    id: int
    name: str
    customer: Customer
    plan: str
    state: str
    is_default: bool
    unit: str
    currency: str | None


class Expiry(TypedDict):
    """Credit that expires next, unless it is used.

    ``outcome`` is what becomes of it then: forfeit, keep, carry (to the next pack) or
    refund. Of a day with several outcomes, the worst for the client is told.
    """

    date: str
    quantity: Quantity
    outcome: str


class ScopeLeft(TypedDict):
    """What is left for some work: of these kinds, in these projects; none means any."""

    usage_type_ids: list[int]
    project_ids: list[int]
    pays_for: str
    quantity: Quantity
    date_expiry: str | None


class Partner(TypedDict):
    """A contact of the customer: a site or a person."""

    id: int
    name: str


class ShareLeft(TypedDict):
    """What a site or person may use in the running period, in which work counts.

    ``period`` is month, quarter, year or contract: then it has no days. Beyond a hard
    share work is refused. Left is below zero where more was used.
    """

    partner: Partner
    period: str
    date_from: str | None
    date_to: str | None
    is_hard: bool
    limit: Quantity
    used: Quantity
    left: Quantity


class Balance(TypedDict):
    """What is left: available is the balance less what is held."""

    contract_id: int
    name: str
    state: str
    unit: str
    currency: str | None
    balance: Quantity
    held: Quantity
    available: Quantity
    debt: Quantity
    level: str
    date: str
    next_expiry: Expiry | None
    scopes: list[ScopeLeft]
    shares: list[ShareLeft]


class CanDraw(TypedDict):
    """Whether work can be logged now; without limit there is no room to tell."""

    contract_id: int
    unit: str
    can_draw: bool
    reason: str | None
    due: Quantity
    room: Quantity | None
    missing: Quantity


class StatementLine(TypedDict):
    """One movement; quantity is signed, balance what was left after it."""

    id: int
    date: str
    kind: str
    label: str
    text: str
    ticket: str
    staff: str
    usage_type: str
    charge: str | None
    worked_minutes: int
    metered_minutes: int
    quantity: Quantity
    balance: Quantity | None
    is_reversal: bool


class UsedOf(TypedDict):
    """What a site or person used in the period, in which work counts in its share."""

    name: str
    quantity: Quantity


class Totals(TypedDict):
    """What moved, by kind. The opening and all of these are the closing."""

    granted: Quantity
    used: Quantity
    corrected: Quantity
    transferred: Quantity
    expired: Quantity
    voided: Quantity


class Statement(TypedDict):
    """What moved in a period, by the day of the work; late lines were booked after."""

    contract_id: int
    name: str
    unit: str
    currency: str | None
    date_from: str
    date_to: str
    as_of: str
    opening: Quantity
    closing: Quantity
    totals: Totals
    worked_minutes: int
    metered_minutes: int
    shares: list[UsedOf]
    line_count: int
    is_cut: bool
    lines: list[StatementLine]
    late_lines: list[StatementLine]


class Left(TypedDict):
    """What is left after a call that moved credit."""

    contract_id: int
    unit: str
    currency: str | None
    balance: Quantity
    held: Quantity
    available: Quantity


class Logged(Left):
    """Work that was logged: worked, counted, and what it drew."""

    timesheet_id: int
    date: str
    worked_minutes: int
    metered_minutes: int
    drawn: Quantity


class Held(Left):
    """Credit that is set aside, or was."""

    hold_id: int
    state: str
    quantity: Quantity
    posted: Quantity
    until: str


class Given(Left):
    """Credit that was given."""

    grant_id: int
    quantity: Quantity
    date_expiry: str | None


class Measured(TypedDict):
    """A meter as it is; another one of the same person was paused for it."""

    contract_id: int
    meter_id: int
    state: str
    user_id: int
    seconds: int
    started_at: str
    paused_meter_id: int | None
