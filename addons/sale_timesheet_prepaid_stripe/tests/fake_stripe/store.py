"""What the double remembers: objects, events, answers to keys, faults."""

import copy
import itertools
import threading
import time

from .errors import missing

DAY = 24 * 3600
# Older versions of the API carry an intent's charges and a charge's refunds.
LATEST_CHARGE_SINCE = "2022-11-15"
VERSION = "2026-05-27.dahlia"


class Store:
    def __init__(self):
        self.lock = threading.RLock()
        self.reset()

    def reset(self):
        """Forget everything."""
        self.objects = {}
        self.events = []
        self.answers = {}
        self.faults = []
        self.requests = []
        self.endpoint = {"url": None, "secret": "whsec_fake", "version": "2019-05-16"}
        self.seconds_ahead = 0
        self.numbers = itertools.count(1)

    def now(self):
        """Return the double's own time in seconds."""
        return int(time.time()) + self.seconds_ahead

    def add(self, prefix, kind, **values):
        """Keep and return a new object."""
        number = f"{prefix}_fake{next(self.numbers):06d}"
        record = {
            "id": number,
            "object": kind,
            "created": self.now(),
            "metadata": {},
            **({} if kind == "refund" else {"livemode": False}),
            **values,
        }
        self.objects[number] = record
        return record

    def get(self, kind, number):
        """Return an object by its id."""
        record = self.objects.get(number)
        if record is None or record["object"] != kind:
            raise missing(kind, number)
        return record

    def find(self, kind, **values):
        """Return the objects of a kind with these values, the newest first."""
        return [
            record
            for record in reversed(self.objects.values())
            if record["object"] == kind
            and all(record.get(name) == value for name, value in values.items())
        ]

    def emit(self, name, record):
        """Keep the event that something became of an object."""
        version = self.endpoint["version"]
        event = {
            "id": f"evt_fake{next(self.numbers):06d}",
            "object": "event",
            "api_version": version,
            "created": self.now(),
            "data": {"object": self.render(record, version)},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": name,
        }
        self.events.append(event)
        return event

    def render(self, record, version, expand=()):
        """Return a copy of the object as this version of the API answers it."""
        result = copy.deepcopy(record)
        # What the double alone knows never leaves it.
        result = {name: result[name] for name in result if name[0] != "_"}
        if version < LATEST_CHARGE_SINCE:
            self._add_old_lists(result, version)
        for path in expand:
            self._expand(result, path.split("."), version)
        return result

    def _add_old_lists(self, result, version):
        if result["object"] == "payment_intent":
            charges = self.find("charge", payment_intent=result["id"])
            result["charges"] = self._list(charges, version)
        if result["object"] == "charge":
            refunds = self.find("refund", charge=result["id"])
            result["refunds"] = self._list(refunds, version)

    def _list(self, records, version):
        data = [self.render(record, version) for record in records]
        return {"object": "list", "data": data, "has_more": False, "url": "/v1/"}

    def _expand(self, target, names, version):
        first, *rest = names
        for item in target if isinstance(target, list) else [target]:
            value = item.get(first)
            if isinstance(value, str) and value in self.objects:
                item[first] = value = self.render(self.objects[value], version)
            if rest and value:
                self._expand(value, rest, version)

    def ledger(self):
        """Return what was really charged: one row for each charge that took money."""
        return [
            {
                "charge": charge["id"],
                "payment_intent": charge["payment_intent"],
                "description": charge["description"],
                "customer": charge["customer"],
                "amount": charge["amount_captured"],
                "refunded": charge["amount_refunded"],
                "disputed": charge["disputed"],
                "currency": charge["currency"],
            }
            for charge in self.find("charge", status="succeeded", captured=True)
        ]

    def dump(self):
        """Return all that a test may want to know."""
        return {
            "objects": list(self.objects.values()),
            "events": self.events,
            "ledger": self.ledger(),
            "requests": self.requests,
        }
