"""Each addon beside the main one comes with work and goes: played on one database."""

from functools import partial

import pytest

from tooling import addons_folder, cache, databases, oca, odoo, postgres

SCRIPT = cache.CHECKOUT / "dev" / "uninstall_each.py"
SESSION = "sale_timesheet_prepaid_session"
# What is told before each goes.
TOLD = {
    SESSION: "3 talks, 1 talk pages and 1 calls",
    "sale_timesheet_prepaid_service": "2 of them are open: they end",
    "sale_timesheet_prepaid_loyalty": "1 credits forget the eWallet",
    "sale_timesheet_prepaid_stripe": "1 differences between Stripe and Odoo",
    "sale_timesheet_prepaid_contract": "1 lines of recurring contracts, and 1 invoice",
    "spreadsheet_dashboard_sale_timesheet_prepaid": "2 dashboards are deleted",
    "helpdesk_mgmt_prepaid": "timesheet lines forget their ticket",
}
# The demo's project has a ticket and work of the story.
LEFT = {
    SESSION: [
        "mail.alias project_talk_demo_mail_alias",
        "project.project project_talk_demo",
    ]
}
SOUND = {"faults": [], "difference": 0, "views": [], "tables": []}


@pytest.fixture(scope="module")
def played():
    """Uninstall all, and return what was found and what Odoo logged."""
    postgres.start()
    oca.get_folder()
    modules = addons_folder.get_modules(has_oca=True)
    make = partial(databases.clone, modules=modules)
    with databases.temporary("each", make) as database:
        return odoo.play(SCRIPT, database)


@pytest.fixture(params=TOLD)
def name(request):
    return request.param


@pytest.fixture
def found(played, name):
    return played[0][name]


def test_log_tells_of_no_trouble(played):
    assert odoo.find_problems(played[1]) == []


def test_what_goes_is_told_first(found, name):
    assert TOLD[name] in found["told"]


def test_nothing_of_the_addon_is_left_but_where_others_work(found, name):
    assert found["left"] == LEFT.get(name, [])


def test_money_on_a_card_is_given_back_first(found, name):
    is_held = name == SESSION
    assert bool(found["refused"]) == is_held
    assert not is_held or found["refused"] in found["told"]


def test_what_was_drawn_and_posted_stays(found):
    assert found["drawn_left"] == found["drawn"]
    assert found["posted_left"] == found["posted"]


def test_ledger_and_books_are_sound_and_every_screen_is_there(found):
    assert found["state"] | SOUND == found["state"]


def test_credit_of_a_talk_that_does_not_take_place_is_free(played):
    assert not any("TALK" in hold for hold in played[0][SESSION]["state"]["held"])


def test_credit_of_open_requests_is_free(played):
    assert played[0]["sale_timesheet_prepaid_service"]["state"]["held"] == []


def test_work_is_logged_and_drawn_as_before(found):
    assert found["works"] == [20, 30]


def test_all_come_back(played):
    again = played[0]["again"]
    assert again | SOUND == again
    assert again["works"] == [20, 30]


def test_the_main_addon_takes_all_of_them_along(played):
    assert played[0]["gone"] == {"left": [], "is_kept": True}
