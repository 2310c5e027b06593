"""What work costs by the clock and by the place, told minute by minute."""

from datetime import timedelta
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")
WEEK = {"all": range(7), "week": range(5), "weekend": (5, 6)}


class Rule:
    """A factor between two hours of the client's clock, over midnight or not."""

    def __init__(self, factor, days, begin, end):
        self.factor, self.days, self.begin, self.end = factor, WEEK[days], begin, end

    def holds(self, shown):
        today, yesterday = shown.weekday(), (shown.weekday() - 1) % 7
        if self.begin < self.end:
            return today in self.days and self.begin <= shown.hour < self.end
        return (today in self.days and shown.hour >= self.begin) or (
            yesterday in self.days and shown.hour < self.end
        )


class Line:
    """Work at a place, under the rules that there were when it was logged."""

    def __init__(self, start, minutes, place, rules):
        self.start, self.minutes, self.place = start, minutes, place
        self.rules = tuple(rules)

    def get_due(self, zone, flats):
        """Return the minutes it draws: the highest rule of each, then the travel."""
        total = Fraction(0)
        for number in range(self.minutes):
            moment = self.start + timedelta(minutes=number)
            shown = moment.replace(tzinfo=UTC).astimezone(zone)
            factors = [rule.factor for rule in self.rules if rule.holds(shown)]
            total += Fraction(max(factors, default=1))
        return floor(total + Fraction(1, 2)) + flats[self.place]
