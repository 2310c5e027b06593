"""The addon comes into a database with work and sales, and goes: played once."""

import pytest

from tooling import cache, databases, odoo, postgres

SCRIPT = cache.CHECKOUT / "dev" / "install_over.py"


@pytest.fixture(scope="module")
def found():
    """Return what was found before, between and after."""
    postgres.start()
    with databases.temporary("over", databases.copy_template) as database:
        return odoo.play(SCRIPT, database)[0]


def test_there_is_something_to_keep(found):
    assert all(found["rows"].values())


def test_no_credit_appears_by_itself(found):
    assert not any(found["credit"].values())
    assert found["faults"] == []


def test_installing_changes_no_document_and_no_figure(found):
    assert found["installed"] == {}


def test_uninstalling_changes_no_document_and_no_figure(found):
    assert found["uninstalled"] == {}
