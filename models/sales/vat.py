"""Whether credit is a single-purpose voucher: one rate, one place. No ORM."""

from typing import NamedTuple

# Percent, or an amount of money, and how it is reckoned.
Rate = tuple[str, float]


class Taxed(NamedTuple):
    """Something that is sold or done, and how it is taxed.

    ``label`` says its taxes in words, ``kinds`` are keys of the kinds of work that it
    is or pays for; none: all of them.
    """

    name: str
    rates: frozenset[Rate]
    label: str = ""
    kinds: frozenset = frozenset()

    def meets(self, other):
        """Tell whether the two are about the same work, in part at least."""
        return not self.kinds or not other.kinds or bool(self.kinds & other.kinds)


def find_differing(items):
    """Return [(names, label)] of things that are taxed differently, else nothing.

    Things of one rate are named together, in the order given.
    """
    groups = {}
    for item in items:
        names, _label = groups.setdefault(item.rates, ([], item.label))
        names.append(item.name)
    return list(groups.values()) if len(groups) > 1 else []


def find_rivals(pack, packs):
    """Return the other packs that pay for the same work and are taxed differently."""
    return [
        other
        for other in packs
        if other is not pack and pack.meets(other) and pack.rates != other.rates
    ]
