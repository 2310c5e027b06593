"""Events on their way to who wants to hear of them, signed as Stripe signs them."""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request


def sign(body, secret, moment=None):
    """Return the header that proves who sent the body, and when."""
    moment = int(time.time() if moment is None else moment)
    signed = f"{moment}.{body}".encode()
    proof = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={moment},v1={proof}"


def deliver(store, events):
    """Send events to the endpoint; return {event: status, 0 for no answer}."""
    found = {}
    for event in events:
        body = json.dumps(event)
        headers = {
            "Content-Type": "application/json",
            "Stripe-Signature": sign(body, store.endpoint["secret"]),
        }
        url = store.endpoint["url"]
        request = urllib.request.Request(url, body.encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                found[event["id"]] = response.status
        except urllib.error.HTTPError as error:
            found[event["id"]] = error.code
        except OSError:
            found[event["id"]] = 0
    return found
