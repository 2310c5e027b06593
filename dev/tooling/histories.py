"""Invented histories of use, by kind: what `dev/forecast` tries its methods on."""

import random
from datetime import date, timedelta

START = date(2025, 1, 1)
DAYS = 540


def make(kind, number):
    """Return {day: minutes used} of the nth history of a kind, the same each time."""
    chance = random.Random(f"{kind} {number}")
    size = chance.choice((10, 25, 60))
    days = (START + timedelta(days=age) for age in range(DAYS))
    return {
        day: used
        for age, day in enumerate(days)
        if (used := KINDS[kind](chance, size, age, day))
    }


def work(chance, size, level, frequency=0.6):
    """Return the minutes of a day on which work of that level may be done."""
    if not level or chance.random() > frequency:
        return 0
    return round(chance.gammavariate(2, size * level / frequency / 2))


def steady(chance, size, age, day):
    return work(chance, size, 1, 0.9)


def weekday(chance, size, age, day):
    levels = (2.5, 1, 1, 1, 1.5, 0, 0)
    return work(chance, size, levels[day.weekday()])


def trend(chance, size, age, day):
    level = 0.4 + 1.6 * age / DAYS
    return work(chance, size, level) if day.weekday() < 5 else 0


def season(chance, size, age, day):
    level = {7: 0.4, 8: 0.2, 12: 0.5, 9: 1.8, 1: 1.5}.get(day.month, 1)
    return work(chance, size, level) if day.weekday() < 5 else 0


def sparse(chance, size, age, day):
    return work(chance, size, 1, 0.06) if day.weekday() < 5 else 0


def lumpy(chance, size, age, day):
    """Return a little every day, and once in a while a project's day."""
    if chance.random() < 0.02:
        return round(size * chance.uniform(15, 40))
    return work(chance, size, 0.4) if day.weekday() < 5 else 0


def stopping(chance, size, age, day):
    level = 1 if age < 300 else max(1 - (age - 300) / 150, 0.1)
    return work(chance, size, level) if day.weekday() < 5 else 0


def starting(chance, size, age, day):
    """Return the work of a client who is new when the first forecasts are made."""
    if age < 270:
        return 0
    return work(chance, size, min((age - 260) / 60, 1)) if day.weekday() < 5 else 0


KINDS = {
    function.__name__: function
    for function in (
        *(steady, weekday, trend, season),
        *(sparse, lumpy, stopping, starting),
    )
}
