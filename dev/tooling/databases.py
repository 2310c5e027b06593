"""Databases: a template with what the addon depends on, one with addons, and copies."""

import contextlib
import os
import shutil
from datetime import date
from functools import partial

from psycopg2 import sql

from . import addons_folder, bootstrap, cache, oca, odoo, odoo_source, postgres
from .output import say, step

# What the template contains: the addon's dependencies, a payment provider to test with,
# promotions and debit notes (their documents sell packs too), and the French chart,
# whose accounts are named by country rules.
MODULES = (
    "sale_timesheet",
    "website_sale",
    "payment_demo",
    "sale_management",
    "sale_loyalty",
    "account_debit_note",
    "l10n_fr_account",
)
PREFIX = "stp_"


def get_template_key():
    """Return the key of what the template depends on."""
    pins = bootstrap.REQUIREMENTS.read_bytes()
    return cache.key(odoo_source.get_version(), pins, *MODULES)


def clone(name, mark="complete", modules=None):
    """Make the database `name`, with the addons and their demo data.

    It carries `mark` once it is complete: without, a killed run has left it. `modules`
    are all our addons, unless it says which.
    """
    with _ready(modules or addons_folder.get_modules()) as source:
        copy(source, name)
    _mark(name, mark)


def copy_template(name):
    """Make the database `name` from the template, without the addons."""
    # Another checkout may drop a template that is not its own: not while it is copied.
    with cache.lock("template", "making the template database"):
        copy(_get_template(), name)


def update(name, modules):
    """Bring the addons in the database `name` up to date with the checkout."""
    chosen = ",".join(modules)
    with step(f"Updating {chosen}") as current:
        odoo.install(current, name, "-u", chosen)


def copy(source, name):
    """Copy a database and its attachments, replacing `name`."""
    drop(name)
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    postgres.execute(statement.format(sql.Identifier(name), sql.Identifier(source)))
    if _get_filestore(source).exists():
        # Attachments are never changed in place, so that links are enough.
        shutil.copytree(
            _get_filestore(source), _get_filestore(name), copy_function=os.link
        )


def drop(name):
    """Drop a database and its attachments, if they exist."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    postgres.execute(statement.format(sql.Identifier(name)))
    shutil.rmtree(_get_filestore(name), ignore_errors=True)


def exists(name):
    """Tell whether the database exists."""
    return bool(postgres.execute("SELECT 1 FROM pg_database WHERE datname = %s", name))


def find(prefix):
    """Return the names of the databases that start with `prefix`."""
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    return [row[0] for row in postgres.execute(query, prefix)]


@contextlib.contextmanager
def temporary(purpose, make=clone):
    """Give the name of a new database with the addon, dropped at the end.

    `make(name)` makes it; with `copy_template` it has no addon yet.
    """
    prefix = f"{PREFIX}{purpose}_{cache.checkout_key()}_"
    with cache.lock("abandoned", "dropping databases of killed runs"):
        _drop_abandoned(prefix)
    name = f"{prefix}{os.getpid()}"
    try:
        make(name)
        yield name
    finally:
        drop(name)


def demo(content_key, is_fresh, purpose="demo", modules=None):
    """Give the name of a demo database, made anew when what it is made of changed.

    It is not made anew while a server or a shell of another run uses it.
    """
    name = f"{PREFIX}{purpose}_{cache.checkout_key()}"
    key = cache.key(get_template_key(), content_key)
    make = partial(clone, modules=modules)
    return _lasting(name, key, make, "the demo database", is_fresh)


@contextlib.contextmanager
def kept(purpose, modules, reuse):
    """Give the name of a database that stays, made anew unless it may be reused.

    One with other addons than the checkout's is not reused: Odoo would miss them.
    """
    name = f"{PREFIX}kept_{purpose}_{cache.checkout_key()}"
    mark = cache.key(*modules)
    with cache.lock(name, "using the kept database"):
        if reuse and _get_mark(name) == mark:
            update(name, modules)
        else:
            clone(name, mark, modules)
        yield name
    say(f"The database {name} is kept; dev/test --reuse uses it again.")


def _ready(modules):
    """Give the name of a database with the addons that nobody has used, to be copied.

    It lasts as long as what it is made of, and a day: demo data tell of it.
    """
    content = addons_folder.get_content_key(modules)
    key = cache.key(get_template_key(), content, oca.get_name(), date.today())
    name = f"{PREFIX}ready_{cache.checkout_key()}_{cache.key(*modules)}"
    make = partial(_install, modules=modules)
    return _lasting(name, key, make, "a database to copy")


def _install(name, mark, modules):
    """Make the database `name` from the template, and install the addons."""
    copy_template(name)
    chosen = ",".join(modules)
    with step(f"Making a database with {chosen}") as current:
        odoo.install(current, name, "-i", chosen, "--with-demo")
    _mark(name, mark)


@contextlib.contextmanager
def _lasting(name, key, make, what, is_fresh=False):
    """Give the name of a database that bears `key`, made when it does not.

    It is not made anew while another run uses it.
    """
    if is_fresh or _get_mark(name) != key:
        with cache.lock(name, f"using {what}"):
            if is_fresh or _get_mark(name) != key:
                make(name, key)
    with cache.lock(name, f"making {what}", is_shared=True):
        yield name


def _mark(name, mark):
    """Note on the database what it is made of."""
    statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
    postgres.execute(statement.format(sql.Identifier(name), sql.Literal(mark)))


def _get_mark(name):
    """Return the mark of a database, None if it is incomplete or not there."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
    rows = postgres.execute(f"{query} WHERE datname = %s", name)
    return rows[0][0] if rows else None


def _get_template():
    """Return the name of the template database, made when missing."""
    name = f"{PREFIX}template_{get_template_key()}"
    if not exists(name):
        _drop_old_templates()
        _make_template(name)
    return name


def _make_template(name):
    partial = f"{name}_partial"
    drop(partial)
    postgres.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'")
        .format(sql.Identifier(partial))
    )  # fmt: skip
    with step("Making the template database (once, some minutes)") as current:
        modules = ",".join(MODULES)
        odoo.install(current, partial, "-i", modules, "--with-demo")
    _rename(partial, name)


def _rename(source, name):
    shutil.rmtree(_get_filestore(name), ignore_errors=True)
    if _get_filestore(source).exists():
        _get_filestore(source).rename(_get_filestore(name))
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    postgres.execute(statement.format(sql.Identifier(source), sql.Identifier(name)))


def _drop_old_templates():
    """Drop the templates whose key is no longer ours."""
    for name in find(f"{PREFIX}template_"):
        drop(name)


def _drop_abandoned(prefix):
    """Drop the databases of runs that were killed before they could."""
    if not postgres.is_own():
        return
    for name in find(prefix):
        pid = name.removeprefix(prefix)
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            drop(name)


def _get_filestore(name):
    return addons_folder.get_data_dir() / "filestore" / name
