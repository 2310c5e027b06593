"""How long to wait between attempts to send. No ORM here."""

from datetime import timedelta, timezone
from email.utils import parsedate_to_datetime

# After each attempt that failed: about a day in all, then it is given up.
PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=7),
    timedelta(hours=9),
)
ATTEMPTS = len(PAUSES) + 1
# Who asks for a longer pause gets it, up to here.
PAUSE_MAX = timedelta(hours=6)
# So many failures in a row, and an endpoint is called once a minute until it works.
TIRED = 5
REST = timedelta(minutes=1)
# The share of a pause by which it is longer or shorter, by chance.
JITTER = 0.1


def get_pause(attempts, asked, chance):
    """Return how long to wait after so many attempts, None when they were enough.

    ``asked`` is what the receiver asks for, in seconds. ``chance`` is a number from 0
    to 1: with it, what failed together does not come back together.
    """
    if attempts >= ATTEMPTS:
        return None
    pause = PAUSES[attempts - 1] * (1 + JITTER * (2 * chance - 1))
    return max(pause, min(timedelta(seconds=asked), PAUSE_MAX))


def get_rest(failures, asked):
    """Return how long an endpoint rests after so many failures in a row.

    ``asked`` is what it asks for, in seconds: for all its messages, not for one.
    """
    rest = REST if failures >= TIRED else timedelta()
    return max(rest, min(timedelta(seconds=asked), PAUSE_MAX))


def read_wait(text, now):
    """Return the seconds that a header Retry-After asks for, 0 if it says nothing.

    It says them (RFC 9110), or a moment, of which they are what is left at ``now``
    (seconds since the epoch).
    """
    if text.isascii() and text.isdigit():
        return int(text) if len(text) < 9 else 0
    try:
        moment = parsedate_to_datetime(text)
        # Without a zone it is UTC.
        moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        return max(0, round(moment.timestamp() - now))
    except (ValueError, TypeError, OverflowError):
        return 0
