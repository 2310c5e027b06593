from collections import defaultdict

from .cover import get_covered

# More than any contract has: the most that could be taken.
ALL = 10**15


class Lots(dict):
    """What is left of the grants of a contract: grant -> units, in the order of use.

    Work is a pair of its usage type and its project. Credit with a scope pays for work
    that fits it, and goes first; credit without pays for all work.

    Beyond its expiry a grant pays with what will roll over, as long as it has not:
    ``rolling`` keeps the units left of that. Where credit is set aside, ``claims`` says
    how much, by the grants that fit its work, and ``pool`` what these grants have for
    it on its ``days``: other work takes what no claim needs.
    """

    def __init__(self):
        super().__init__()
        self.rolling = {}
        self.days = ()
        self.pool = {}
        self.claims = {}

    def set_aside(self, days, holds):
        """Keep credit for holds, out of what pays on any of these days.

        Not out of the bill of what was: that settles its debt.
        """
        self.days = days
        credit = (grant for grant in self if grant._is_credit())
        usable = {grant: self._get_usable(grant, *days) for grant in credit}
        self.pool = {grant: most for grant, most in usable.items() if most}
        self.claims = holds._get_claims(self.pool)

    def get_promised(self):
        """Return the units set aside that no credit covers: debt to come."""
        asked = sum(self.claims.values())
        return asked - get_covered(self.pool, self.claims)

    def get_room(self, work):
        """Return the units of credit that can be set aside for work beside what is."""
        fitting = frozenset(grant for grant in self.pool if grant._fits(*work))
        claims = defaultdict(int, self.claims)
        claims[fitting] += ALL
        covered = get_covered(self.pool, self.claims)
        return get_covered(self.pool, claims) - covered

    def take(self, work, date, units):
        """Take units from the grants that pay for such work of that day.

        Return [(grant, units taken)] and the units that no grant covered. What is set
        aside for other work stays.
        """
        return self._take(work, units, self._get_free, date)

    def take_held(self, hold, work, date, units):
        """Take units of what was set aside for a hold, and end it.

        What pays on the day of the work or on the day it was set aside goes first, and
        what other holds need goes last. Should that be gone, whatever is left and fits
        the work pays: a promise is kept.
        """
        for fitting, claimed in hold._get_claims(self.pool).items():
            self.claims[fitting] -= claimed
        parts = defaultdict(int)
        for get_most in (self._get_free, self._get_usable, self._get_left):
            found, units = self._take(work, units, get_most, date, hold.date)
            for grant, taken in found:
                parts[grant] += taken
        return list(parts.items()), units

    def _take(self, work, units, get_most, *days):
        parts = []
        for grant in self._get_fitting(work):
            if units <= 0:
                break
            taken = min(get_most(grant, *days), units)
            if taken > 0:
                self._note(grant, taken, *days)
                parts.append((grant, taken))
                units -= taken
        return parts, units

    def _get_fitting(self, work):
        """Return the grants that pay for work: those with a scope first."""
        fitting = [grant for grant in self if grant._fits(*work)]
        return sorted(fitting, key=lambda grant: not grant.is_scoped)

    def _note(self, grant, taken, *days):
        self[grant] -= taken
        if grant in self.rolling and not any(map(grant._is_valid, days)):
            self.rolling[grant] -= taken
        if grant in self.pool:
            self.pool[grant] = self._get_usable(grant, *self.days)

    def _get_free(self, grant, *days):
        """Return the units that pay for work of any of these days and no hold needs."""
        usable = self._get_usable(grant, *days)
        if not usable or grant not in self.pool or not self.claims:
            return usable
        others = self.pool | {grant: 0}
        needed = get_covered(self.pool, self.claims) - get_covered(others, self.claims)
        return min(usable, max(usable, self.pool[grant]) - needed)

    def _get_usable(self, grant, *days):
        """Return the units of a grant that pay for work of any of these days."""
        if any(map(grant._is_valid, days)):
            return self[grant]
        if not any(map(grant._is_rolling, days)):
            return 0
        if grant not in self.rolling:
            self.rolling[grant] = grant._get_rolling_units()
        return max(min(self[grant], self.rolling[grant]), 0)

    def _get_left(self, grant, *_days):
        return self[grant]
