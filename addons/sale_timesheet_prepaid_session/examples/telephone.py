#!/usr/bin/env python3
"""Tell Odoo when calls begin and end, as a telephone system would.

    telephone.py begin REFERENCE --client 7 --kind 3 --project 2 [--minutes 60]
    telephone.py pause|resume|stop REFERENCE
    telephone.py attach REFERENCE --recording https://…

ODOO_URL and ODOO_KEY (an API key of a user who logs time) come from the environment,
ODOO_DATABASE too where the server has several. Every command may be repeated: a call
is known by its reference. It prints the state of the talk as JSON, and exits with 1
and Odoo's reason where that refuses.
"""

import argparse
import json
import os
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TIMEOUT_SECONDS = 30


def call(method, **values):
    """Call a method of `prepaid.session` over JSON-2, and return its answer."""
    headers = {
        "Authorization": f"Bearer {os.environ['ODOO_KEY']}",
        "Content-Type": "application/json",
    }
    if database := os.environ.get("ODOO_DATABASE"):
        headers["X-Odoo-Database"] = database
    url = f"{os.environ['ODOO_URL'].rstrip('/')}/json/2/prepaid.session/{method}"
    request = Request(url, json.dumps(values).encode(), headers)
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            return json.load(answer)
    except HTTPError as error:
        sys.exit(json.load(error)["message"])


def begin(options):
    return call(
        "begin",
        external_ref=options.reference,
        partner_id=options.client,
        usage_type_id=options.kind,
        project_id=options.project,
        minutes=options.minutes,
    )


def change(options):
    """Pause, resume, stop or complete a talk that was begun."""
    talk = call("find", external_ref=options.reference)
    if not talk:
        sys.exit(f"There is no talk {options.reference}.")
    verb = "start" if options.command == "resume" else options.command
    values = {"recording": options.recording} if verb == "attach" else {}
    call(verb, ids=[talk["id"]], **values)
    return call("find", external_ref=options.reference)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "command", choices=("begin", "pause", "resume", "stop", "attach")
    )
    parser.add_argument("reference")
    parser.add_argument("--client", type=int, help="number of the partner")
    parser.add_argument("--kind", type=int, help="number of the usage type")
    parser.add_argument("--project", type=int)
    parser.add_argument("--minutes", type=int, default=60, help="credit to set aside")
    parser.add_argument("--recording")
    options = parser.parse_args()
    state = begin(options) if options.command == "begin" else change(options)
    json.dump(state, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
