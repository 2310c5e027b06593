"""dev/demo: the addon at work, to look at or to check."""

import argparse
import subprocess

from .. import (
    addons_folder,
    checks,
    databases,
    oca,
    odoo,
    postgres,
    server,
    wkhtmltopdf,
)
from ..client import Client
from ..output import Problem, say

PORT = 8069
WHERE_TO_LOOK = """\

Odoo is on {url} (ctrl-C stops it)

  who                       login     password
  administrator             admin     admin
  employee                  demo      demo
  client (shop and portal)  portal    portal

  {url}/shop                buy as the client
  {url}/my                  what the client sees
  {url}/odoo                the back office: sales, timesheets, invoicing
"""
WHERE_TO_CHARGE = """\
  {fake}    what Stripe knows: settle, refuse, dispute or refund by a click

A stand-in plays Stripe; no money moves. As the client "portal":
  1. {url}/my/prepaid/{contract}/automatic: choose a pack and the card 4242, agree.
     The credit is low: it is charged at once, the hours are there in seconds.
  2. Choose another card there: one without money, one that has expired, one whose bank
     asks the client, or a debit that takes days.
  3. As "admin", Prepaid Hours → Contracts → that contract → Refill Now, and look at the
     board: {url}/odoo/prepaid-refills
"""
# What the demo database is made of.
SUFFIXES = {
    ".py",
    ".xml",
    ".csv",
    ".js",
    ".scss",
    ".css",
    ".po",
    ".html",
    ".png",
    ".svg",
}


def main(arguments):
    """Run what the command line asks for and return the exit code."""
    options = _parse(arguments)
    if options.stop:
        return _stop()
    wkhtmltopdf.provide()
    if options.check:
        return _check(options)
    if not options.shell:
        checks.require_port(options.port)
    postgres.start()
    oca.try_to_get()
    modules = addons_folder.get_modules(has_oca=True)
    key = addons_folder.get_content_key(modules, SUFFIXES)
    purpose = "demo_stripe" if options.stripe else "demo"
    with databases.demo(key, options.fresh, purpose, modules) as database:
        return _open_shell(database) if options.shell else _show(database, options)


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/demo", description="Run Odoo with the addon and demo data."
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--check",
        action="store_true",
        help="play the whole story on a new database and check its figures",
    )
    what.add_argument(
        "--stop", action="store_true", help="stop the PostgreSQL server that we started"
    )
    what.add_argument(
        "--shell", action="store_true", help="open Odoo's shell on the demo database"
    )
    parser.add_argument(
        "--stripe",
        action="store_true",
        help="with saved cards that a stand-in for Stripe charges; with --check: play "
        "the story of the charges",
    )
    what.add_argument("--fresh", action="store_true", help="make the database anew")
    parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}")
    parser.add_argument(
        "--workers", type=int, default=0, help="processes (default: one, with threads)"
    )
    parser.add_argument(
        "--no-install",
        action="store_true",
        help="do not install what the system lacks: name it and stop",
    )
    return parser.parse_args(arguments)


def _stop():
    say("PostgreSQL stopped." if postgres.stop() else "PostgreSQL was not running.")
    return 0


def _check(options):
    """Play the story on a database of its own and return the exit code."""
    import story

    postgres.start()
    port = checks.find_free_port()
    with databases.temporary("check") as database:
        with server.running(database, port, options.workers) as (url, _process):
            if options.stripe:
                is_right = _check_charges(url, database)
            else:
                is_right = story.play(url, database)
            errors = _find_errors(database)
    if errors:
        raise Problem("the server logged errors:\n" + "\n".join(errors))
    return 0 if is_right else 1


def _check_charges(url, database):
    """Play the story of the charges and return whether its figures are right."""
    import charges
    import story

    fake = charges.start_stripe()
    try:
        admin = Client(url, database).sign_in("admin", "admin")
        client = Client(url, database).sign_in("portal", "portal")
        return charges.play(story.Story(), admin, client, fake)
    finally:
        fake.stop()


def _find_errors(database):
    """Return the errors of ours in the server's log."""
    lines = odoo.get_log_path(f"server-{database}").read_text().splitlines()
    errors = odoo.find_problems(lines, odoo.OURS, ("ERROR", "CRITICAL"))
    return [error for error in errors if not _is_lost_race(error)]


def _is_lost_race(error):
    """Tell whether Odoo lost a race that it runs again, and logged it as an error.

    A request logs its query; the payment cron its transaction, when the payer's page
    confirms the same order at the same moment.
    """
    first = error.split("\n")[0]
    is_payment = "An error occurred while post-processing transaction" in first
    return " odoo.sql_db: " in first or (
        is_payment and "duplicate key value violates unique constraint" in error
    )


def _open_shell(database):
    """Give the person at the terminal `env`, and no server."""
    command = odoo.get_command("-d", database, "--no-http", subcommand="shell")
    return subprocess.run(command, **{**odoo.get_options(), "stdin": None}).returncode


def _show(database, options):
    """Run the server until ctrl-C."""
    with server.running(database, options.port, options.workers) as (url, process):
        say(WHERE_TO_LOOK.format(url=url))
        fake = _show_charges(url, database) if options.stripe else None
        try:
            return process.wait()
        except KeyboardInterrupt:
            say("\nStopping…")
            return 0
        finally:
            if fake:
                fake.stop()


def _show_charges(url, database):
    """Start the stand-in for Stripe, say what can be done with it, and return it."""
    import charges

    fake = charges.start_stripe()
    admin = Client(url, database).sign_in("admin", "admin")
    contract_id = charges.prepare(admin, fake)
    say(WHERE_TO_CHARGE.format(url=url, fake=fake.url, contract=contract_id))
    return fake
