"""Which rules hold for whom. No ORM, and no advice: rules are the seller's data."""

from typing import NamedTuple

# What a rule may say something about. What none says is unknown, and told so.
MATTERS = ("expiry", "validity", "rest", "withdrawal", "dormancy", "vat")


class Buyer(NamedTuple):
    """Who buys, and what: keys of country, its groups and state; 0 is unknown.

    ``kind`` is consumer or business, ``unit`` what the credit counts: time or money.
    """

    kind: str
    country: int = 0
    groups: frozenset = frozenset()
    state: int = 0
    unit: str = "time"


class Scope(NamedTuple):
    """For whom a rule holds; what is empty holds for all."""

    kind: str = ""
    country: int = 0
    group: int = 0
    states: frozenset = frozenset()
    unit: str = ""

    def holds_for(self, buyer):
        """Tell whether the rule is about that buyer."""
        return (
            self.kind in ("", buyer.kind)
            and self.unit in ("", buyer.unit)
            and self.country in (0, buyer.country)
            and (not self.group or self.group in buyer.groups)
            and (not self.states or buyer.state in self.states)
        )

    def get_closeness(self):
        """Return how near the rule is: states before countries before all."""
        place = (bool(self.states), bool(self.country), bool(self.group))
        return (*place, bool(self.kind), bool(self.unit))


def find_rules(rules, buyer):
    """Return {matter: rule}: for each matter the nearest rule that says something.

    ``rules`` are (rule, Scope, matters that it tells of), the first of equals wins.
    """
    found = {}
    near = sorted(rules, key=lambda rule: rule[1].get_closeness(), reverse=True)
    for rule, scope, matters in near:
        if scope.holds_for(buyer):
            found = {matter: rule for matter in matters} | found
    return found
