#!/usr/bin/env python3
"""Receive the webhooks of Prepaid Hours: check, answer, then work.

    PREPAID_WEBHOOK_SECRET=whsec_… python3 receiver.py --port 8000

It needs nothing but Python. `verify` is what to take over; libraries of Standard
Webhooks (https://www.standardwebhooks.com) do the same in many languages.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300
BODY_BYTES = 1_000_000


class Refused(Exception):
    """A message that is not of the sender, or is too old."""


def verify(headers, body, secret, now=None):
    """Return the message (dict) if its signature is right; raise Refused if not.

    ``headers`` have names in lower case; ``body`` is the bytes as they came in.
    """
    try:
        number, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        signatures = headers["webhook-signature"].split()
        age = abs((time.time() if now is None else now) - int(stamp))
    except (KeyError, ValueError):
        raise Refused("The message is not signed.") from None
    if age > TOLERANCE_SECONDS:
        raise Refused("The message is too old.")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{number}.{stamp}.".encode() + body
    right = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    # While a secret is renewed there are two signatures. Compare in constant time.
    if not any(hmac.compare_digest(right, given.encode()) for given in signatures):
        raise Refused("The signature is wrong.")
    return json.loads(body)


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Receiver(BaseHTTPRequestHandler):
    """Answer at once: who takes longer than ten seconds gets the message again."""

    # In a program of yours, a table: messages may come twice, with the same id.
    seen = set()

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_BYTES:
            return self._answer(413)
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            message = verify(headers, self.rfile.read(length), self.server.secret)
        except Refused as refusal:
            return self._answer(401, str(refusal))
        if message["id"] not in self.seen:
            self.seen.add(message["id"])
            self._take(message)
        return self._answer(204)

    def _take(self, message):
        """Do what the message is for. It may come late: `sequence` tells the order."""
        data = message["data"]
        customer = data.get("customer", {}).get("name", "")
        available = data.get("credit", {}).get("available")
        say(f"{message['sequence']} {message['type']} {customer} {available}")

    def _answer(self, status, text=""):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing but what arrives."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        server.secret = os.environ["PREPAID_WEBHOOK_SECRET"]
        say(f"http://127.0.0.1:{server.server_port}/")
        server.serve_forever()


if __name__ == "__main__":
    main()
