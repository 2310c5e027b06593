"""The addon for the OCA's helpdesk comes and goes: played once, on a database."""

from functools import partial

import pytest

from tooling import cache, databases, oca, odoo, postgres

SCRIPT = cache.CHECKOUT / "dev" / "uninstall_helpdesk.py"
ADDON = "helpdesk_mgmt_prepaid"


@pytest.fixture(scope="module")
def played():
    """Play the addon's life, and return what it found and what Odoo logged."""
    postgres.start()
    oca.get_folder()
    make = partial(databases.clone, modules=[cache.ADDON, ADDON])
    with databases.temporary("helpdesk", make) as database:
        return odoo.play(SCRIPT, database)


@pytest.fixture
def found(played):
    return played[0]


def test_log_tells_of_no_trouble(played):
    assert odoo.find_problems(played[1]) == []


def test_what_goes_is_told_first(found):
    assert "timesheet lines forget their ticket" in found["told"]


def test_nothing_of_the_addon_is_left(found):
    assert found["left"] == []


def test_work_keeps_what_it_drew(found):
    assert found["drawn"] == found["drawn_left"] == -20
    assert found["faults"] == []


def test_leave_for_a_ticket_ends_with_the_ticket(found):
    assert found["approvals"] == ["withdrawn"]


def test_the_helpdesk_goes_on(found):
    assert found["tickets"]


def test_the_addon_comes_back(found):
    assert found["drawn_again"] == 20
