"""Signatures of webhooks, by the Standard Webhooks specification. No ORM here.

https://www.standardwebhooks.com: receivers verify them with the libraries that exist.
"""

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
# Between 24 and 64 bytes, says the specification.
SECRET_BYTES = 32


def make_secret():
    """Return a new secret (str), as it is handed to the receiver."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def make_message_id():
    """Return a new id of a message (str). All attempts to send it have the same."""
    return f"msg_{secrets.token_hex(16)}"


def sign(secret, message_id, timestamp, body):
    """Return the signature (str) of a body (str), sent at a timestamp (int seconds)."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def get_headers(secrets_valid, message_id, timestamp, body):
    """Return the headers of a signed message: one signature for each valid secret."""
    signatures = (sign(key, message_id, timestamp, body) for key in secrets_valid)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
