"""How alerts follow the level of a balance, both ways. Pure: nothing of Odoo here."""

from typing import NamedTuple

# From the best to the worst.
LEVELS = ("none", "low", "used_up", "overdrawn")


class Alert(NamedTuple):
    """What is known of a contract's credit, and who was told.

    ``level`` is the balance's own, whatever moved it. ``used`` is the level that use
    brought, the only one that tells people or sells; ``told`` is what they were told of
    it. ``is_armed``: use at a low level starts a refill. ``is_due``: it did.
    """

    level: str = "none"
    used: str = "none"
    told: str = "none"
    is_armed: bool = True
    is_due: bool = False

    def is_notice_due(self):
        return LEVELS.index(self.used) > LEVELS.index(self.told)

    def is_better_than(self, level):
        return LEVELS.index(self.level) < LEVELS.index(level)

    def follow(self, level, is_used=False, is_granted=False):
        """Return the alert after a change that leads to ``level``.

        What the change undid is as never done: a notice or a refill that is still due
        goes with its cause. New credit, and a client who is well again, arm the next
        crossing; only use (``is_used``) can be one.
        """
        if is_granted or level == LEVELS[0]:
            self = Alert()
        used = level if is_used else _get_better(self.used, level)
        is_due = self.is_due or (is_used and self.is_armed)
        return self._replace(
            level=level,
            used=used,
            told=_get_better(self.told, level),
            is_due=is_due and used != LEVELS[0],
        )


def _get_better(*levels):
    return min(levels, key=LEVELS.index)
