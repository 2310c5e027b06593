"""What webhooks tell of, and who hears it."""

from typing import NamedTuple

from ...metering import to_quantity, to_units

# The event of each fact -> the field of an endpoint that asks for it.
EVENTS = {
    "contract.low": "on_low",
    "contract.used_up": "on_used_up",
    "scope.low": "on_scope",
    "share.reached": "on_share",
    "refill.done": "on_refill_done",
    "refill.failed": "on_refill_failed",
    "grant.expiring": "on_expiring",
    "work.logged": "on_work",
    "question.asked": "on_question",
}
TEST = "webhook.test"
# The version of what is in the messages. Fields may be added within one.
VERSION = 1
TEXT_LENGTH = 2000


class Listener(NamedTuple):
    """An endpoint that hears facts, as it is kept in the cache."""

    id: int
    company_id: int
    events: frozenset
    with_prices: bool
    # The contracts or plans whose facts it hears; None: all.
    plan_ids: frozenset | None = None
    contract_ids: frozenset | None = None

    def hears(self, event, company_id, plan_id, contract_id):
        """Tell whether an event of a contract is for this endpoint."""
        return (
            event in self.events
            and company_id == self.company_id
            and (self.plan_ids is None or plan_id in self.plan_ids)
            and (self.contract_ids is None or contract_id in self.contract_ids)
        )


class Noted:
    """What a transaction has to tell at its end, by what it was before."""

    def __init__(self):
        # {contract id: its level by use before}
        self.levels = {}
        # {refill id: its state before}
        self.refills = {}
        # {(line id, contract id): (Figures booked since, id of the last entry)}
        self.work = {}
        # [(event, contract id, model, id, what else it is about)]
        self.facts = []


def get_level_event(before, now):
    """Return the event of a level that use brought, None where it is no news."""
    if now in ("used_up", "overdrawn"):
        return None if before in ("used_up", "overdrawn") else "contract.used_up"
    return "contract.low" if (before, now) == ("none", "low") else None


def shorten(text):
    """Return a text as long as messages have them at most, None for none."""
    return text[:TEXT_LENGTH] if text else None


def tell_record(record):
    """Return the id and name of a record for a message, None for none."""
    return {"id": record.id, "name": shorten(record.display_name)} if record else None


def tell_amount(amount, currency):
    """Return an amount of money for a message: an exact decimal number, as text."""
    return f"{to_quantity(to_units(amount)):.{currency.decimal_places}f}"
