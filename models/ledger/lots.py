from ...metering import split


class Lots(dict):
    """What is left of the grants of a contract: grant -> units, in the order of use.

    Beyond its expiry a grant pays with what will roll over, as long as it has not:
    ``rolling`` keeps the units left of that. Where credit is set aside, ``pool`` are
    the grants that may have to pay for it, and ``free`` the units of them that other
    work may take: below zero where more is promised than there is.
    """

    def __init__(self):
        super().__init__()
        self.rolling = {}
        self.pool = frozenset()
        self.free = 0

    def set_aside(self, days, units):
        """Keep units for holds, out of what pays on any of these days.

        Not out of the bill of what was: that settles its debt.
        """
        credit = (grant for grant in self if grant._is_credit())
        usable = {grant: self._get_usable(grant, *days) for grant in credit}
        self.pool = frozenset(grant for grant, most in usable.items() if most)
        self.free = sum(usable.values()) - units

    def get_promised(self):
        """Return the units set aside that no credit covers: debt to come."""
        return max(-self.free, 0)

    def take(self, date, units):
        """Take units from the grants that pay for work of that day.

        Return [(grant, units taken)] and the units that no grant covered. What is set
        aside for other work stays.
        """
        lots = ((grant, self._get_usable(grant, date)) for grant in self)
        parts, rest = split(self._leave_held(lots), units)
        self._note(parts, date)
        return parts, rest

    def take_held(self, hold, date, units):
        """Take units of what was set aside for a hold, and end it.

        What pays on the day of the work or on the day it was set aside goes first.
        Should that be gone, whatever is left pays: a promise is kept.
        """
        days = (date, hold.date)
        lots = ((grant, self._get_usable(grant, *days)) for grant in self)
        parts, rest = split(lots, units)
        self._note(parts, *days)
        others, rest = split(self.items(), rest)
        self._note(others, *days)
        self.free += hold._get_units()
        return parts + others, rest

    def _leave_held(self, lots):
        """Cap what is taken out of the pool: altogether no more than is free."""
        free = max(self.free, 0)
        for grant, units in lots:
            if grant in self.pool:
                units = min(units, free)
                free -= units
            yield grant, units

    def _note(self, parts, *days):
        for grant, taken in parts:
            self[grant] -= taken
            if grant in self.pool:
                self.free -= taken
            if grant in self.rolling and not any(map(grant._is_valid, days)):
                self.rolling[grant] -= taken

    def _get_usable(self, grant, *days):
        """Return the units of a grant that pay for work of any of these days."""
        if any(map(grant._is_valid, days)):
            return self[grant]
        if not any(map(grant._is_rolling, days)):
            return 0
        if grant not in self.rolling:
            self.rolling[grant] = grant._get_rolling_units()
        return max(min(self[grant], self.rolling[grant]), 0)
