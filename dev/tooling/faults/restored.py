"""Part of a backup restored beside newer records: the check says what differs."""

import subprocess
import sys
from datetime import timedelta
from typing import NamedTuple

from odoo import sql_db

from .. import cache, postgres
from ..bench.world import log
from . import world
from .fault import plays
from .judge import find_violations

VERIFIER = cache.CHECKOUT / "static" / "verify" / "prepaid_verify.py"


class Part(NamedTuple):
    """Tables that are restored alone, as patterns, and what the check must name."""

    title: str
    tables: tuple
    named: tuple


PARTS = (
    Part("the ledger", ("prepaid_%",), ("work", "invoice", "entry")),
    Part("the movements", ("prepaid_entry",), ("work", "contract")),
    Part("the invoices", ("account_move", "account_move_line"), ("contract",)),
    Part("the work", ("account_analytic_line",), ("contract",)),
    Part("what was recognised", ("prepaid_recognition",), ("entry",)),
)


class Day(NamedTuple):
    """What was done after the backup: the names that the check should know them by."""

    work: str
    contract: str
    invoice: str
    entry: str


@plays("restore")
def restore(place, times, rng, outcome):
    """Back up, go on working, restore a part, and see whether the check names it."""
    for number in range(times):
        if number % (len(PARTS) + 1) == len(PARTS):
            outcome.add(_restore_all(place), "the whole database")
            continue
        part = PARTS[number % (len(PARTS) + 1)]
        outcome.add(_restore_part(place, part), part.title)


def _restore_part(place, part):
    """Return what the check does not name of a part that is older than the rest."""
    tables = _find_tables(place, part.tables)
    night = _dump(place, tables, "night")
    day = place.transact(lambda env: _go_on(env, place))
    today = _dump(place, tables, "today")
    before = place.read(find_violations)
    _put(place, tables, night)
    told = "\n".join(place.read(find_violations))
    _put(place, tables, today)
    after = place.read(find_violations)
    missing = [
        f"the {name} {getattr(day, name)} is newer, and is not named"
        for name in part.named
        if getattr(day, name) not in told
    ]
    return [*before, *missing, *after]


def _go_on(env, place):
    """Sell a pack to a new client, use part of it, and recognise that."""
    name = f"After the backup {place.take_number()}"
    client = world.make_client(env, name)
    sold = world.order(env, client.id, place.ids["pack"])
    move = world.invoice(env, sold.id)
    world.pay(env, move.id)
    task = world.make_task(env, client)
    log(env(user=place.ids["user"]), task.id, name=name)
    day = env.company._get_prepaid_today() + timedelta(days=1)
    entry = env.company._recognise_prepaid_revenue(day)
    contract = client.prepaid_contract_ids
    return Day(f"{name} 0", contract.name, move.name, entry.name)


def _find_tables(place, patterns):
    rows = place.query(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE ANY(%s)",
        list(patterns),
    )
    return sorted(name for (name,) in rows)


def _dump(place, tables, name):
    options = [f"--table={table}" for table in tables]
    return place.cluster.dump(place.database, name, "--data-only", *options)


def _put(place, tables, path):
    """Replace the rows of tables, past the keys and triggers that would object."""
    sql_db.close_all()
    clear = "; ".join(f"DELETE FROM {table}" for table in tables)
    place.query(f"SET session_replication_role = replica; {clear}")
    place.cluster.restore(path, place.database, "--data-only", "--disable-triggers")


# === THE WHOLE DATABASE === #


def _restore_all(place):
    """Restore last night's database, and compare it with a file that a client kept.

    It is whole in itself, and nothing in it tells of the day that is gone.
    """
    _copy_to_night(place)
    _work(place)
    kept = _export(place, "kept.json")
    _restore_night(place)
    found = place.read(find_violations)
    _work(place)
    verifier = [sys.executable, str(VERIFIER), _export(place, "new.json"), kept]
    result = subprocess.run(verifier, capture_output=True, text=True)
    if not result.returncode:
        found.append(f"the client's file shows nothing: {result.stdout[-300:]}")
    return found


def _work(place):
    """Log work that no other day has, and seal it."""

    def work(env):
        minutes = place.take_number()
        log(env(user=place.ids["user"]), place.ids["task"], minutes=minutes)

    place.transact(work)
    place.once(lambda env: env["prepaid.seal"]._cron_seal())


def _export(place, name):
    """Write the sealed statement of the contract, and return its path."""

    def export(env):
        return env["prepaid.contract"].browse(place.ids["contract"])._export_sealed()

    path = place.folder / name
    path.write_bytes(place.read(export))
    return str(path)


def _copy_to_night(place):
    sql_db.close_all()
    postgres.execute(f"CREATE DATABASE night TEMPLATE {place.database}")


def _restore_night(place):
    sql_db.close_all()
    postgres.execute(f"DROP DATABASE {place.database} WITH (FORCE)")
    postgres.execute(f"ALTER DATABASE night RENAME TO {place.database}")
    place.registry.clear_all_caches()
