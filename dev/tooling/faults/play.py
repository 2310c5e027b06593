"""What runs inside Odoo: play faults one after the other, and tell each outcome."""

import logging
from importlib import import_module
from random import Random
from time import perf_counter

from . import quiet, world
from .fault import FAULTS, PLAYS, Outcome
from .judge import find_violations
from .place import Place

# Those who play declare themselves.
PLAYERS = ("kills", "server_faults", "full", "races", "clock", "restored")

_logger = logging.getLogger(__name__)


def play(registry, cluster, folder, wanted, tell):
    """Play faults: ``wanted`` is [(name, times, seed)]."""
    for name in PLAYERS:
        import_module(f".{name}", __package__)
    place = Place(registry, cluster, folder)
    quiet.install(place.mailbox)
    place.ids = place.transact(world.make)
    for name, times, seed in wanted:
        tell(_play_one(place, FAULTS[name], times, Random(f"{seed} {name}")))


def _play_one(place, fault, times, rng):
    outcome, begun = Outcome(), perf_counter()
    try:
        PLAYS[fault.name](place, times, rng, outcome)
        outcome.violations += place.read(find_violations)
    # Whatever it is, the other faults are played, and the run ends non-zero.
    except Exception as error:
        _logger.exception("%s cannot be played to its end", fault.name)
        outcome.violations.append(f"not played to its end: {error!r}")
    return outcome.tell(fault, perf_counter() - begun)
