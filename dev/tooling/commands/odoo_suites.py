"""dev/odoo-suites: what of Odoo's own tests our addons break.

The same tests run on two databases made alike, with our addons and without them. What
fails on both is Odoo's, or the machine's; what fails with them only is ours.
"""

import argparse
from functools import partial

from .. import addons_folder, databases, oca, odoo_tests, postgres, wkhtmltopdf
from ..output import say

MODULES = (
    *("account", "sale", "website_sale", "project", "hr_timesheet", "sale_timesheet"),
    *("sale_project", "payment", "account_payment", "portal", "sale_loyalty"),
)


def main(arguments):
    """Run both and return 1 when a test fails with our addons only."""
    options = _parse(arguments)
    wkhtmltopdf.provide()
    postgres.start()
    oca.get_folder()
    ours = addons_folder.get_modules(has_oca=True)
    return judge(
        _play("without", databases.copy_template, options.modules),
        _play("with", partial(databases.clone, modules=ours), options.modules),
    )


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/odoo-suites",
        description="Run Odoo's own tests with and without our addons.",
    )
    parser.add_argument(
        "modules", nargs="*", default=MODULES, help=f"default: {' '.join(MODULES)}"
    )
    return parser.parse_args(arguments)


def _play(purpose, make, modules):
    """Return (the names of the tests that failed, how many ran) on a new database."""
    say(f"Odoo's tests {purpose} our addons")
    with databases.temporary(purpose, make) as database:
        lines = odoo_tests.play(database, modules)
    return odoo_tests.find_failures(lines), odoo_tests.get_count(lines)


def judge(without, with_):
    """Say what fails where; return 1 for a failure that is new, or if nothing ran."""
    (old, old_count), (failures, count) = without, with_
    say(f"without our addons: {old_count} ran, {len(old)} failed")
    say(f"with our addons: {count} ran, {len(failures)} failed")
    for name in sorted(old - failures):
        say(f"fails without them only: {name}")
    for name in sorted(failures - old):
        say(f"FAILED with them only: {name}")
    return 0 if old_count and count and failures <= old else 1
