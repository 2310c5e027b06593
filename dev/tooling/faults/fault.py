"""Faults: what is done, how often, and what came of it. No Odoo here."""

from typing import NamedTuple


class Fault(NamedTuple):
    """One kind of fault: how often a whole run does it, and a quick one."""

    name: str
    title: str
    times: int
    quick: int


FAULTS = {
    each.name: each
    for each in (
        Fault("kill_draws", "Killed: work logged, edited and deleted", 330, 8),
        Fault("kill_confirmed", "Killed: credit from confirmed orders", 60, 2),
        Fault("kill_posted", "Killed: credit from posted invoices", 20, 2),
        Fault("kill_paid", "Killed: credit from paid invoices", 20, 2),
        Fault("kill_refills", "Killed: refills", 15, 2),
        Fault("kill_schedules", "Killed: bills of schedules", 15, 2),
        Fault("kill_recognition", "Killed: recognition of revenue", 80, 4),
        Fault("kill_expiry", "Killed: expiry of credit", 120, 4),
        Fault("kill_holds", "Killed: credit set aside, used, given back", 330, 6),
        Fault("kill_notices", "Killed: notices of low credit", 10, 2),
        Fault("stop", "PostgreSQL stopped at once and started, under load", 20, 2),
        Fault("cut", "Connections cut under load", 100, 10),
        Fault("full_database", "Disk full below the tables of the ledger", 5, 1),
        Fault("full_log", "Disk full below the log of PostgreSQL", 5, 1),
        Fault("full_files", "Disk full below the attachments", 4, 1),
        Fault("writers", "Writers at once on one contract", 5, 1),
        Fault("serialisation", "A statement refused as not serialisable", 100, 6),
        Fault("overlap", "A scheduled action on two servers at once", 60, 6),
        Fault("clock", "Clock set back while work goes on", 6, 3),
        Fault("restore", "Part of a backup restored beside newer records", 6, 3),
    )
}
# {name: function(place, times, rng, outcome)}: who plays declares itself.
PLAYS = {}


def plays(name):
    """Declare that the decorated function plays a fault."""

    def declare(function):
        PLAYS[name] = function
        return function

    return declare


class Outcome:
    """How often a fault was done, and what was wrong afterwards."""

    def __init__(self):
        self.times = 0
        self.violations = []
        self.notes = {}
        # Why it could not be done at all: it counts as not played, not as passed.
        self.missing = ""

    def add(self, found, where):
        """Count one time, with what was found wrong after it."""
        self.times += 1
        self.violations += [f"{where}: {text}" for text in found]

    def count(self, **notes):
        for name, number in notes.items():
            self.notes[name] = self.notes.get(name, 0) + number

    def tell(self, fault, seconds):
        return {
            "fault": fault.name,
            "title": fault.title,
            "times": self.times,
            "violations": self.violations,
            "notes": self.notes,
            "missing": self.missing,
            "seconds": round(seconds, 1),
        }
