"""What a text promises, clause by clause, and where two texts differ. No ORM."""

from typing import NamedTuple


class Deal(NamedTuple):
    """What a text says that no plan does: of the buyer, the place and the contract.

    Plain data, frozen with an agreement. ``rules`` names the rule (id) of a matter of
    `law.MATTERS`; ``rest`` is an amount and its currency's id; ``included`` lists the
    kinds of work (ids) that draw nothing. ``renewal_notice_days`` is None where nothing
    renews by the calendar.
    """

    kind: str = "business"
    is_barred: bool = False
    least_months: int = 0
    rest: tuple = ()
    withdrawal_days: int = 0
    rules: dict = {}
    grant_policy: str = "paid"
    expiry_notice_days: int = 0
    question_days: int = 0
    consent_years: int = 0
    refill_trigger: str = "none"
    refill_mode: str = "activity"
    renewal_notice_days: int | None = None
    shares: str = ""
    included: tuple = ()

    @classmethod
    def unpack(cls, values):
        """Return the deal of stored data; names that it does not know are left out."""
        return cls(**{name: v for name, v in values.items() if name in cls._fields})


def is_refilled(deal):
    """Tell whether low credit sets a refill going."""
    return deal.refill_trigger in ("threshold", "both")


def is_unasked(deal):
    """Tell whether a refill orders without asking the client first."""
    asked = ("activity", "quotation")
    return is_refilled(deal) and deal.refill_mode not in asked


def is_charged(deal):
    """Tell whether a saved payment method is charged."""
    return is_refilled(deal) and deal.refill_mode == "charge"


class Clause(NamedTuple):
    """A heading and its whole sentences, and the matter whose rule they follow."""

    key: str
    title: str
    texts: tuple
    matter: str = ""


class Difference(NamedTuple):
    """What a clause says otherwise than before: only the sentences that changed."""

    title: str
    before: list
    after: list


def find_differences(before, after):
    """Return the Differences between two lists of clauses, in their order."""
    old = {clause.key: clause for clause in before}
    new = {clause.key: clause for clause in after}
    return [
        Difference(
            (new.get(key) or old[key]).title,
            _leave_out(_get_texts(old, key), _get_texts(new, key)),
            _leave_out(_get_texts(new, key), _get_texts(old, key)),
        )
        for key in dict.fromkeys([*old, *new])
        if _get_texts(old, key) != _get_texts(new, key)
    ]


def _get_texts(clauses, key):
    return clauses[key].texts if key in clauses else ()


def _leave_out(texts, others):
    return [text for text in texts if text not in others]
