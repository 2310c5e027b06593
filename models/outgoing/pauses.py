"""How long to wait between attempts to send. No ORM here."""

from datetime import timedelta

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
