"""Disks that are full: below tables, below the log of PostgreSQL, below attachments."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psycopg2

from odoo import sql_db
from odoo.tools import config

from . import disk, strike
from .crowd import Crowd
from .fault import plays
from .judge import find_violations
from .place import workers_at_once
from .work import WORKS

MEGABYTE = 1024 * 1024
WORKERS = 3
TABLES = (
    *("prepaid_entry", "prepaid_contract", "prepaid_grant", "prepaid_hold"),
    *("account_analytic_line", "ir_cron_trigger", "mail_message"),
)
# What people are told of a full disk: no room for a row, or no server at all.
NO_ROOM = ("DiskFull",)
NO_SERVER = ("OperationalError", "InterfaceError", "DatabaseError")
SPACE = "faults_small"
# More switches of the log than it keeps segments.
SWITCHES = 100


class Filling(NamedTuple):
    """A small disk, what fills it, and the errors by which people notice."""

    path: Path
    fill: Callable
    errors: tuple


def needs_disk(play):
    """Have a fault say why it was not played where no small disk can be had."""

    def played(place, times, rng, outcome):
        try:
            play(place, times, rng, outcome)
        except disk.NoDisk as error:
            outcome.missing = f"no small disk: {error}"

    return played


def _play(place, filling, times, rng, outcome):
    """Fill the disk under people at work, free it, and judge, so many times."""
    for number in range(times):
        crowd = Crowd(place, WORKERS, rng)
        with crowd.at_work():
            time.sleep(rng.uniform(0.3, 1))
            filling.fill()
            crowd.wait_for(filling.errors)
            disk.free(filling.path)
            place.cluster.revive()
            time.sleep(1)
        crowd.judge(outcome, f"full {number}", filling.errors)


# === TABLES === #


@plays("full_database")
@needs_disk
def full_database(place, times, rng, outcome):
    with disk.small(place.cluster.folder / "small", 64 * MEGABYTE) as path:
        with _tables_on(place, path):
            filling = Filling(path, partial(disk.fill, path), NO_ROOM)
            _play(place, filling, times, rng, outcome)


@contextmanager
def _tables_on(place, path):
    """Have the tables of the ledger on another disk for a while."""
    folder = path / "tables"
    folder.mkdir()
    place.cluster.give(folder)
    # Its account must come through.
    path.chmod(0o711)
    place.query(f"CREATE TABLESPACE {SPACE} LOCATION '{folder}'")
    try:
        _move(place, SPACE)
        yield
    finally:
        _move(place, "pg_default")
        place.query("CHECKPOINT")
        place.query(f"DROP TABLESPACE {SPACE}")


def _move(place, space):
    sql_db.close_all()
    for table in TABLES:
        place.query(f"ALTER TABLE {table} SET TABLESPACE {space}")


# === LOG === #


@plays("full_log")
@needs_disk
def full_log(place, times, rng, outcome):
    cluster = place.cluster
    place.query("CHECKPOINT")
    # What crashes leave of the log grows until one is over.
    size = disk.get_size(cluster.wal) + 512 * MEGABYTE
    with disk.small(cluster.folder / "small", size) as path:
        with _log_on(cluster, path):
            filling = Filling(path, partial(_exhaust, place, path), NO_SERVER)
            _play(place, filling, times, rng, outcome)


def _exhaust(place, path):
    """Fill the disk, and have the server begin new segments until it cannot."""
    disk.fill(path)
    with suppress(psycopg2.Error):
        for _number in range(SWITCHES):
            place.query("SELECT pg_logical_emit_message(false, 'faults', 'x')")
            place.query("SELECT pg_switch_wal()")


@contextmanager
def _log_on(cluster, path):
    """Have the log of the server on another disk for a while."""
    folder = path / "wal"
    path.chmod(0o711)
    _move_log(cluster, cluster.wal, folder)
    try:
        yield
    finally:
        shutil.rmtree(cluster.wal)
        _move_log(cluster, folder, cluster.wal)


def _move_log(cluster, source, target):
    sql_db.close_all()
    if cluster.is_running():
        cluster.stop()
    shutil.copytree(source, target)
    for each in (target, *target.rglob("*")):
        cluster.give(each)
    link = cluster.data / "pg_wal"
    link.unlink()
    link.symlink_to(target)
    cluster.start()


# === ATTACHMENTS === #


@plays("full_files")
@needs_disk
def full_files(place, times, rng, outcome):
    """Print and send invoices, and log work, where no file can be written."""
    before = config["data_dir"]
    size = disk.get_size(before) + 2 * MEGABYTE
    with disk.small(place.cluster.folder / "small", size) as path:
        shutil.copytree(before, path, dirs_exist_ok=True)
        config["data_dir"] = str(path)
        try:
            for number in range(times):
                found = _fill_files(place, path, rng)
                outcome.add(found, f"full {number}")
        finally:
            config["data_dir"] = before
            shutil.copytree(path, before, dirs_exist_ok=True)


def _fill_files(place, path, rng):
    refill, draw = (
        WORKS[name](place, place.ids, place.take_number(), rng)
        for name in ("refills", "draws")
    )
    refill.prepare()
    disk.fill(path, rng.randrange(0, 8 * 1024))
    with workers_at_once(place, [refill.run, draw.run]) as workers:
        pass
    disk.free(path)
    # That it fails is right, where it cannot print; work goes on.
    found = strike.judge(place, refill)
    found += strike.judge(place, draw, workers[1])
    return found + place.read(
        lambda env: [*find_violations(env), *_find_broken(env, path)]
    )


def _find_broken(env, path):
    """Return the attachments whose files are not what they say."""
    attachments = env["ir.attachment"].search(
        [("store_fname", "!=", False), ("res_model", "=", "account.move")]
    )
    return [
        f"attachment {each.name}: not the file that was kept"
        for each in attachments
        if not _has_size(each._full_path(each.store_fname), each.file_size)
    ]


def _has_size(path, size):
    return os.path.exists(path) and os.path.getsize(path) == size
