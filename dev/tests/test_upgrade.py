"""A database of 19.0.0.4.0 with documents of every kind is upgraded, on a database."""

import json
from pathlib import Path

import pytest

from tooling import addons_folder, cache, databases, odoo, postgres, releases

SCRIPT = str(cache.CHECKOUT / "dev" / "upgrade.py")
OLD = releases.find().get("19.0.0.4.0")

pytestmark = pytest.mark.skipif(
    not OLD, reason="the history of 19.0.0.4.0 is not there"
)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Return what the old code and the new found, and what the upgrade logged."""
    last, _first = OLD
    old_config = releases.unpack(last, Path(tmp_path_factory.mktemp("old")))
    new_config = addons_folder.write_config()
    postgres.start()
    with databases.temporary("upgrade", databases.copy_template) as name:
        install, update = (["-i", cache.ADDON], ["-u", cache.ADDON])
        releases.run(old_config, name, "-m", "odoo", options=install)
        before = releases.run(old_config, name, SCRIPT, "fill")
        log = releases.run(new_config, name, "-m", "odoo", options=update)
        after = releases.run(new_config, name, SCRIPT, "read")
    return {
        "before": json.loads(before.stdout.splitlines()[-1]),
        "after": json.loads(after.stdout.splitlines()[-1]),
        "log": log.stderr.splitlines(),
    }


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
