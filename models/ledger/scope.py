"""What work credit pays for. Pure: nothing of Odoo here."""

from typing import NamedTuple


class Scope(NamedTuple):
    """Kinds of work and projects (ids) that credit pays for; where none is named, any.

    Where both are named, both must fit.
    """

    usage_types: frozenset = frozenset()
    projects: frozenset = frozenset()

    def covers(self, other):
        """Tell whether this credit pays for everything that the other pays for."""
        return all(
            not mine or (theirs and theirs <= mine)
            for mine, theirs in zip(self, other, strict=True)
        )

    def get_key(self):
        """Return a text for this scope, to keep something of it: “3,7|12”."""
        return "|".join(",".join(map(str, sorted(ids))) for ids in self)


# Credit that pays for all work.
GENERAL = Scope()
