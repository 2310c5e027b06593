"""Data of every kind, uninstall, install, sell again: played once, on a database."""

from functools import partial

import pytest

from tooling import cache, databases, odoo, postgres

SCRIPT = cache.CHECKOUT / "dev" / "uninstall.py"


@pytest.fixture(scope="module")
def played():
    """Play the addon's life, and return what it found and what Odoo logged."""
    postgres.start()
    make = partial(databases.clone, modules=[cache.ADDON])
    with databases.temporary("uninstall", make) as database:
        return odoo.play(SCRIPT, database)


@pytest.fixture
def found(played):
    return played[0]


def test_log_tells_of_no_trouble(played):
    assert odoo.find_problems(played[1]) == []


def test_nothing_is_left_but_the_journal_of_posted_entries(found):
    assert found["left"] == []
    assert list(found["journals_left"].values()) == [["PREP"]]


def test_posted_entries_stay(found):
    assert found["posted_left"] == found["posted"]


def test_journal_and_account_are_found_again(found):
    assert found["books_again"] == found["books"]


def test_code_that_is_taken_is_left_alone(found):
    codes = list(found["journals_again"].values())
    assert codes[0] == ["PREP"]
    assert codes[1:] and all(mine == ["PREP", "PREP2"] for mine in codes[1:])


def test_packs_can_be_sold_again(found):
    assert found["sold_again"] == {
        "balance": 450,
        "recognised": 250,
        "difference": 0,
        "faults": [],
    }
