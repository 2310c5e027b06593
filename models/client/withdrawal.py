"""Until when a purchase may be gone back on. No ORM, and no advice."""

from datetime import timedelta

SATURDAY = 5
# Within so many days what was paid is given back: Directive 2011/83, article 13.
DAYS_TO_PAY = 14


def get_last_day(concluded, days):
    """Return the last day of a period of so many days after a contract.

    The day on which it was concluded does not count, and a period that would end on a
    Saturday or Sunday ends on the Monday after: Regulation 1182/71, article 3. Public
    holidays, which differ by place, are not known here.
    """
    last = concluded + timedelta(days=days)
    while last.weekday() >= SATURDAY:
        last += timedelta(days=1)
    return last
