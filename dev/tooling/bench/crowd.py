"""Writers at once: processes, as Odoo's workers are, each with its own connections."""

import multiprocessing
import time
from functools import partial

import psycopg2

from . import measure, world

NAME = "Race"
LINES_EACH = 15
TABLES = ("account_analytic_line", "prepaid_entry")
FORK = multiprocessing.get_context("fork")


def run(bench, writers, task_ids):
    """Return the result of so many writers who log work, tried again as Odoo does."""
    return _run(bench, partial(_log, bench), writers, task_ids)


def run_bare(bench, writers, contract_ids):
    """Return the result of the same rows, by bare psycopg2: in tables of their own."""
    with psycopg2.connect(dbname=bench.database) as connection:
        for table in TABLES:
            connection.cursor().execute(
                f"CREATE TABLE IF NOT EXISTS bench_{table} (LIKE {table})"
            )
    return _run(bench, partial(_write_bare, bench.database), writers, contract_ids)


def _run(bench, write, writers, ids):
    """Start the writers together, and add up what each tells."""
    from odoo import sql_db

    # A connection that two processes share is broken: the children make their own.
    sql_db.close_all()
    gate, told = FORK.Barrier(writers + 1), FORK.Queue()
    processes = [
        FORK.Process(target=_work, args=(write, ids[n % len(ids)], gate, told))
        for n in range(writers)
    ]
    for process in processes:
        process.start()
    gate.wait()
    begun = time.perf_counter()
    found = [told.get() for _process in processes]
    seconds = time.perf_counter() - begun
    for process in processes:
        process.join()
    texts = [text for _times, _retries, errors in found for text in errors]
    times = [second for times, _retries, _errors in found for second in times]
    return measure.summarise(times) | {
        "per_second": round(len(times) / seconds, 1),
        "retries": sum(retries for _times, retries, _errors in found),
        "errors": len(texts),
        "reasons": sorted(set(texts))[:3],
    }


def _work(write, id_, gate, told):
    """Write lines one after another: what a child process does."""
    times, retries, errors = [], 0, []
    gate.wait()
    for _number in range(LINES_EACH):
        begun = time.perf_counter()
        try:
            retries += write(id_)
        except Exception as error:  # noqa: BLE001 - counted: the budget allows none
            errors.append(f"{type(error).__name__}: {error}".split("\n")[0])
        times.append(time.perf_counter() - begun)
    told.put((times, retries, errors))


def _log(bench, task_id):
    """Log a line as a request does; return how often it was tried again."""
    from odoo.api import Environment
    from odoo.service.model import retrying

    tries = 0

    def write():
        nonlocal tries
        tries += 1
        world.log(env, task_id, name=NAME)

    with bench.registry.cursor() as cr:
        env = Environment(cr, bench.user_id, {})
        retrying(write, env)
    return tries - 1


def _write_bare(database, contract_id):
    """Change the rows that a line changes, in one transaction."""
    connection = psycopg2.connect(dbname=database)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE prepaid_contract SET balance = balance WHERE id = %s", [contract_id]
        )
        cursor.execute(
            "UPDATE prepaid_grant SET remaining = remaining WHERE contract_id = %s",
            [contract_id],
        )
        for table, column in zip(
            TABLES, ("prepaid_contract_id", "contract_id"), strict=True
        ):
            cursor.execute(
                f"INSERT INTO bench_{table} SELECT * FROM {table}"
                f" WHERE {column} = %s LIMIT 1",
                [contract_id],
            )
    connection.close()
    return 0
