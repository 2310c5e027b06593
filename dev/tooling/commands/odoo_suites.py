"""dev/odoo-suites: what of Odoo's own tests our addons break.

The same tests run on two databases made alike, with our addons and without them. What
fails on both is Odoo's, or the machine's; what fails with them only is ours.
"""

import argparse
import json
from datetime import datetime, timezone
from functools import partial

from .. import (
    addons_folder,
    cache,
    databases,
    oca,
    odoo_tests,
    postgres,
    suites,
    wkhtmltopdf,
)
from ..output import Problem, say

MODULES = (
    *("account", "sale", "website_sale", "project", "hr_timesheet", "sale_timesheet"),
    *("sale_project", "payment", "account_payment", "portal", "sale_loyalty"),
)
PUBLISHED = cache.CHECKOUT / "docs" / "odoo_suites.json"


def main(arguments):
    """Run what is missing and return 1 when a test fails with our addons only."""
    options = _parse(arguments)
    oca.get_folder()
    if options.fresh:
        get_target().unlink(missing_ok=True)
    if not options.publish:
        wkhtmltopdf.provide()
        postgres.start()
        for side in [options.only] if options.only else suites.SIDES:
            _play_side(side, options.modules, options.whole)
    if options.publish:
        return _publish(list(suites.compare(_read(), options.modules)))
    rows = list(suites.compare(_read(_get_keys()), options.modules))
    return judge(rows, len(options.modules))


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/odoo-suites",
        description="Run Odoo's own tests with our addons, and what failed without "
        "them. An interrupted run goes on where it was.",
    )
    parser.add_argument(
        "modules", nargs="*", default=MODULES, help=f"default: {' '.join(MODULES)}"
    )
    parser.add_argument("--only", choices=suites.SIDES, help="run one of the sides")
    parser.add_argument(
        "--whole", action="store_true", help="run all tests without our addons, too"
    )
    parser.add_argument("--fresh", action="store_true", help="forget what ran before")
    parser.add_argument(
        "--publish",
        action="store_true",
        help="put what ran last into the documentation",
    )
    return parser.parse_args(arguments)


def get_target():
    """Return the file that keeps what ran in this checkout."""
    return cache.folder() / f"odoo-suites-{cache.checkout_key()}.jsonl"


def _read(keys=None):
    path = get_target()
    return suites.read(path.read_text() if path.exists() else "", keys)


def _get_keys():
    """Return what the databases are made of, by side."""
    base = cache.key(databases.get_template_key(), oca.get_name(), *_get_needs())
    content = addons_folder.get_content_key(addons_folder.get_modules(has_oca=True))
    return {suites.WITH: cache.key(base, content), suites.WITHOUT: base}


def _get_needs():
    return addons_folder.get_needs(addons_folder.get_modules(has_oca=True))


def _play_side(side, modules, is_whole):
    """Run the tests of the modules that did not run yet, on a new database."""
    missing = [m for m in modules if _get_targets(side, m, is_whole)]
    if not missing:
        return
    ours = addons_folder.get_modules(has_oca=True)
    make = {
        suites.WITH: partial(databases.clone, modules=ours),
        suites.WITHOUT: partial(databases.copy_template, more=_get_needs()),
    }
    say(f"Odoo's tests {side} our addons")
    with databases.temporary(f"suites_{side}", make[side]) as database:
        for module in missing:
            _play(database, side, module, _get_targets(side, module, is_whole))


def _get_targets(side, module, is_whole):
    """Return which tests of the module are to run; none when it is known.

    Without our addons nothing needs to run but what failed with them.
    """
    known = _read(_get_keys())
    old = known.get((side, module))
    if old and (old.is_whole or not is_whole):
        return []
    ours = known.get((suites.WITH, module))
    if side == suites.WITH or is_whole or not ours:
        return suites.get_targets(module, ())
    return suites.get_targets(module, ours.failed) if ours.failed else []


def _play(database, side, module, targets):
    what = f"{module} {side} our addons"
    lines = odoo_tests.play(database, targets, what, log=module)
    failed, count = odoo_tests.find_failures(lines), odoo_tests.get_count(lines)
    say(f"{what}: {count} ran, {len(failed)} failed")
    if failed and side == suites.WITH:
        # A browser that waited too long for a busy machine does not do so twice.
        again = suites.get_targets(module, failed)
        lines = odoo_tests.play(database, again, f"{what}, again", log=f"{module}-2")
        failed &= odoo_tests.find_failures(lines)
        say(f"{what}: {len(failed)} failed again")
    is_whole = targets == suites.get_targets(module, ())
    result = suites.Result(
        _get_keys()[side], side, module, count, sorted(failed), is_whole
    )
    with get_target().open("a") as file:
        file.write(f"{result.write()}\n")


def judge(rows, count):
    """Say what fails where; return 1 for a failure that is new, or what did not run."""
    for row in rows:
        say("{module}: {tests} ran, {failed} failed with our addons".format(**row))
        for name in row["new"] or ():
            say(f"FAILED with our addons only: {name}")
    is_done = len(rows) == count and all(row["new"] is not None for row in rows)
    if not is_done:
        say("not all ran yet: run it again")
    is_good = all(row["tests"] and not row["new"] for row in rows)
    return 0 if is_done and is_good else 1


def _publish(rows):
    """Put what ran where the page about reliability reads it."""
    if not rows:
        raise Problem("nothing ran yet: run dev/odoo-suites first")
    about = {"date": datetime.now(timezone.utc).date().isoformat()}
    text = json.dumps({"about": about, "rows": rows}, indent=1) + "\n"
    cache.write(PUBLISHED, text)
    say(PUBLISHED.relative_to(cache.CHECKOUT))
    return 0
