"""Whether the provider answered what it was asked last. No ORM here."""

from contextlib import contextmanager
from contextvars import ContextVar

import requests

# None where nobody watches, else the list of the calls without an answer.
_silences = ContextVar("silences", default=None)

# The server failed, is busy with the same request, or has no time for it.
UNANSWERED = frozenset({409, 429})


@contextmanager
def watched():
    """Watch the calls within; yield the list that fills with those not answered."""
    silences = []
    token = _silences.set(silences)
    try:
        yield silences
    finally:
        _silences.reset(token)


def note(error):
    """Note a failed call, if nobody knows what became of it."""
    silences = _silences.get()
    if silences is not None and is_silence(error):
        silences.append(str(error))


def is_silent():
    """Tell whether a call that is watched got no answer."""
    return bool(_silences.get())


def is_silence(error):
    """Tell whether an error leaves open what the provider did.

    Odoo raises its own error while it handles the one of the network, which says it.
    """
    cause = error.__cause__ or error.__context__
    while cause and not isinstance(cause, requests.RequestException):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return False
    response = getattr(cause, "response", None)
    if response is None:
        return True
    return response.status_code >= 500 or response.status_code in UNANSWERED
