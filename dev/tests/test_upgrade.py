"""A database of 19.0.0.4.0 with documents of every kind is upgraded, on a database."""

import json
import subprocess
import sys

import pytest

from tooling import addons_folder, cache, databases, odoo, postgres

SCRIPT = cache.CHECKOUT / "dev" / "upgrade.py"
# The last commit of 19.0.0.4.0.
OLD = "acb50d4"


def git(*arguments):
    command = ["git", "-C", str(cache.CHECKOUT), *arguments]
    return subprocess.run(command, capture_output=True, check=False)


pytestmark = pytest.mark.skipif(
    git("cat-file", "-e", f"{OLD}^{{commit}}").returncode != 0,
    reason="the history of 19.0.0.4.0 is not there",
)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Return what the old code and the new found, and what the upgrade logged."""
    folder = tmp_path_factory.mktemp("old")
    archive = folder / "old.tar"
    git("archive", "--prefix", f"{cache.ADDON}/", "--output", str(archive), OLD)
    subprocess.run(["tar", "-xf", archive, "-C", folder], check=True)
    new_config = addons_folder.write_config()
    old_config = folder / "odoo.conf"
    new_folder = str(addons_folder.get_folder())
    old_config.write_text(new_config.read_text().replace(new_folder, str(folder)))
    postgres.start()
    with databases.temporary("upgrade", databases.copy_template) as name:
        run(old_config, name, "-m", "odoo", options=["-i", cache.ADDON])
        before = run(old_config, name, str(SCRIPT), "fill")
        log = run(new_config, name, "-m", "odoo", options=["-u", cache.ADDON])
        after = run(new_config, name, str(SCRIPT), "read")
    return {
        "before": json.loads(before.stdout.splitlines()[-1]),
        "after": json.loads(after.stdout.splitlines()[-1]),
        "log": log.stderr.splitlines(),
    }


def run(config, database, *command, options=()):
    """Run Odoo, or a script that takes its options, to its end."""
    words = [sys.executable, *command, "-c", str(config), "-d", database, "--no-http"]
    if options:
        words += ["--stop-after-init", *options]
    result = subprocess.run(words, capture_output=True, text=True, **odoo.get_options())
    assert not result.returncode, "\n".join(result.stderr.splitlines()[-15:])
    return result


def test_log_tells_of_no_trouble(found):
    assert odoo.find_problems(found["log"], odoo.OURS) == []


def test_no_credit_no_debt_and_no_posted_line_changes(found):
    for name in ("credit", "posted"):
        assert found["after"][name] == found["before"][name]


def test_ledger_and_books_tie_out(found):
    assert (found["after"]["faults"], found["after"]["difference"]) == ([], 0)


def test_recognition_changes_discounted_packs_alone(found):
    # Their discount was income at once; now it is part of the price.
    assert found["after"]["booked"] == ["Upgraded: paid discounted"]


def test_what_was_sold_before_promises_what_it_did(found):
    # What expired is lost, even where it must not expire from now on; consumers may
    # withdraw from purchases of these days.
    assert found["after"]["law"] == {
        "promised": ["forfeit"],
        "owed": 0,
        "withdrawable": ["Upgraded: paid consumer"],
    }


def test_documents_change_only_credit_that_was_wrong(found):
    assert found["after"]["changed"] == {
        # A credit note of a tenth took the whole pack of an order.
        "Upgraded: confirmed credited_by_value": [540, 0],
        # A negative line of an invoice granted a pack.
        "Upgraded: paid lowered": [500, 0],
        # Work was given away by resetting the invoice.
        "Upgraded: paid reset": [-60, 60],
    }
