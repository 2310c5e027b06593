"""A client for the API of Prepaid Hours: one file, nothing to install.

The address of your Odoo is in ODOO_URL, the key in ODOO_KEY, and, where your server has
more than one database, its name in ODOO_DATABASE.
"""

import json
import os
import random
import time
import urllib.error
import urllib.request
import uuid

TRIES = 8


class Refused(Exception):
    """The server says no: ``code`` is for the program, the text for people."""

    def __init__(self, status, error):
        super().__init__(error.get("message", ""))
        self.status = status
        self.code = error.get("code", "")
        self.details = error.get("details", {})


def ask(method, contract_id=None, **arguments):
    """Call a method that only reads."""
    if contract_id:
        arguments["ids"] = [contract_id]
    return _send(method, arguments)


def do(method, contract_id, idempotency_key=None, **arguments):
    """Have something done once, however often it must be sent.

    Give a key that your own system has for the work (the number of its ticket, for
    example), and a program that is started again does nothing twice either.
    """
    arguments |= {
        "ids": [contract_id],
        "idempotency_key": idempotency_key or str(uuid.uuid4()),
    }
    for number in range(TRIES):
        try:
            return _send(method, arguments)
        except Refused as refusal:
            # Too many calls at once: the same call again, with the same key.
            if refusal.code != "busy":
                raise
        except (urllib.error.URLError, TimeoutError):
            # Nobody knows whether it was done. The key makes it safe to ask again.
            if number == TRIES - 1:
                raise
        time.sleep(random.uniform(0, 0.2 * 2**number))
    raise TimeoutError(f"{method}: busy")


def _send(method, arguments):
    headers = {
        "Authorization": f"Bearer {os.environ['ODOO_KEY']}",
        "Content-Type": "application/json",
    }
    if "ODOO_DATABASE" in os.environ:
        headers["X-Odoo-Database"] = os.environ["ODOO_DATABASE"]
    request = urllib.request.Request(
        f"{os.environ['ODOO_URL']}/json/2/prepaid.contract/{method}",
        data=json.dumps(arguments).encode(),
        headers=headers,
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise Refused(error.code, json.load(error)) from None
