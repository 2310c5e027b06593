"""dev/scaleout: several servers and a read replica, killed one by one under load."""

import argparse
import json
import threading
import time
from functools import partial

from .. import cache, databases, odoo, postgres, wkhtmltopdf
from ..bench.report import describe
from ..output import Problem, say, step
from ..scaleout import count, crowd, log, pair, phases, report, site

WORLD = cache.CHECKOUT / "dev" / "scaleout_world.py"
CHECK = cache.CHECKOUT / "dev" / "scaleout_check.py"
PUBLISHED = cache.CHECKOUT / "docs" / "scaleout.json"
README = cache.CHECKOUT / "README.md"
REFILL_SECONDS_MAX = 120


def main(arguments):
    """Play what the command line asks for; 1 if something must not be."""
    options = _parse(arguments)
    if options.publish:
        return _publish()
    wkhtmltopdf.provide()
    postgres.start()
    make = partial(databases.clone, modules=[cache.ADDON])
    with databases.temporary("scaleout", make) as database:
        with step("Making clients, tickets and keys"):
            facts, _log = odoo.play(WORLD, database)
        with pair.running(database) as servers:
            told = _play(database, servers, facts, options.seconds)
    report.write(told, _get_result())
    for line in report.tell(told):
        say(line)
    violations = count.find_violations(told["rows"], told["sums"])
    report.say_violations(violations)
    return 1 if violations else 0


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/scaleout",
        description="Run two servers for pages and two for scheduled actions on one "
        "PostgreSQL with a read replica, behind a proxy. People work and read, while "
        "one thing after another is killed. Ends non-zero when something was lost, "
        "booked twice or shown too old, or when the replica served nothing.",
    )
    parser.add_argument(
        "--seconds", type=int, default=30, help="how long each part takes (default: 30)"
    )
    parser.add_argument(
        "--publish",
        action="store_true",
        help="put what the last run came to into the documentation",
    )
    parser.add_argument("--no-install", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _play(database, servers, facts, seconds):
    """Return what a run came to."""
    primary, replica = servers
    contract_ids = [ticket["contract_id"] for ticket in facts["tickets"]]
    with site.running(database, primary, replica) as place:
        with step("Signing everybody in"):
            everybody = crowd.gather(place, facts)
        is_over = threading.Event()
        threads = crowd.set_to_work(everybody, is_over)
        try:
            played = phases.play(place, seconds)
        finally:
            is_over.set()
            for thread in threads:
                thread.join()
        refills = _wait_for_refills(place, contract_ids)
        reads = _read_logs(place)
    with step("Checking the ledger and the books"):
        faults, _log = odoo.play(CHECK, database, *primary.get_options())
    acts = [act for actor in everybody for act in actor.acts]
    return {
        "about": describe(),
        "rows": [count.count_phase(phase, acts, reads) for phase in played],
        "sums": _sum(everybody, primary, database)
        | {
            "refills": sum(refills.values()),
            "refills_wrong": sum(1 for number in refills.values() if number != 1),
            "faults": len(faults),
        },
    }


def _wait_for_refills(place, contract_ids):
    """Return {contract that ran low: its refills}, once the scheduled actions rest."""
    deadline = time.monotonic() + REFILL_SECONDS_MAX
    while True:
        rows = place.primary.execute(
            count.REFILLS, contract_ids, database=place.database
        )
        if all(number for _id, number in rows) or time.monotonic() > deadline:
            return dict(rows)
        time.sleep(1)


def _read_logs(place):
    lines = []
    for name in ("web1", "web2"):
        lines += place.get_log(name).read_text(errors="replace").splitlines()
    return log.find_reads(lines)


def _sum(everybody, primary, database):
    """Return what was booked, and what became of it."""
    booked = [name for actor in everybody for name in actor.booked]
    counts = dict(primary.execute(count.LINES, count.ACTORS, database=database))
    lost, twice = count.find_wrong_lines(booked, counts)
    machines = [actor for actor in everybody if isinstance(actor, crowd.Machine)]
    return {
        "booked": len(booked),
        "lost": len(lost),
        "twice": len(twice),
        "looks": sum(actor.looks for actor in machines),
        "stale": sum(actor.stale for actor in machines),
    }


def _get_result():
    return cache.folder() / f"scaleout-{cache.checkout_key()}.json"


def _publish():
    """Put the last run into the documentation, if all was well."""
    if not _get_result().exists():
        raise Problem("nothing to publish: run dev/scaleout first")
    told = json.loads(_get_result().read_text())
    if violations := count.find_violations(told["rows"], told["sums"]):
        raise Problem(f"not published: {'; '.join(violations)}")
    report.write(told, PUBLISHED)
    cache.write(README, report.fill_in(README.read_text(), told))
    say(f"Published in {PUBLISHED.relative_to(cache.CHECKOUT)}")
    return 0
