"""How alerts follow the level of a balance, both ways. Pure: nothing of Odoo here."""

from typing import NamedTuple

from ...metering import MINUTES_MAX, to_units

# From the best to the worst.
LEVELS = ("none", "low", "used_up", "overdrawn")
# What use brings about besides the notices of the levels.
REFILL = "refill"
# More than any work gives back: what a setting brought about stands.
STANDING_UNITS = to_units(MINUTES_MAX)


class Alert(NamedTuple):
    """What is known of a contract's credit, and who was told.

    ``level`` is the balance's own, whatever moved it; ``told`` is what people were told
    of it. ``is_armed``: use at a low level starts a refill. ``due`` maps the levels to
    tell of, and the refill, to the units of use that brought them about.
    """

    level: str = "none"
    told: str = "none"
    is_armed: bool = True
    due: dict = {}

    def get_used(self):
        """Return the level that use brought, the only one that tells people."""
        return max(self._get_notices(), key=LEVELS.index, default=self.told)

    def is_notice_due(self):
        return bool(self._get_notices())

    def _get_notices(self):
        return self.due.keys() & set(LEVELS)

    def is_better_than(self, level):
        return LEVELS.index(self.level) < LEVELS.index(level)

    def follow(self, level, use=0, is_granted=False):
        """Return the alert after a change that leads to ``level``.

        Only ``use`` (units that work took more than before) makes anything due. What is
        due goes with its level, and with its work: given back, it is as never done. New
        credit arms the next crossing, and leaves what is due to those who stay low.
        """
        if level == LEVELS[0]:
            return Alert()
        told = LEVELS[0] if is_granted else min(self.told, level, key=LEVELS.index)
        is_armed = self.is_armed or is_granted
        matters = LEVELS[LEVELS.index(told) + 1 : LEVELS.index(level) + 1]
        if is_armed:
            matters += (REFILL,)
        due = {matter: self.due.get(matter, 0) + use for matter in matters}
        return Alert(level, told, is_armed, {m: u for m, u in due.items() if u > 0})
