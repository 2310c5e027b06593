"""Until when a purchase may be gone back on. No ORM, and no advice."""

from datetime import timedelta

SATURDAY = 5
# Within so many days what was paid is given back: Directive 2011/83, article 13.
DAYS_TO_PAY = 14


def get_last_day(concluded, days, holidays=()):
    """Return the last day of a period of so many days after a contract.

    The day on which it was concluded does not count, and a period that would end on a
    Saturday, a Sunday or a public holiday ends on the next working day: Regulation
    1182/71, article 3. ``holidays`` are days.
    """
    last = concluded + timedelta(days=days)
    while last.weekday() >= SATURDAY or last in holidays:
        last += timedelta(days=1)
    return last
