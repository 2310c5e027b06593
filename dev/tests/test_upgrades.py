"""What is said of upgraded databases, and what upgrades rest on."""

import ast

import pytest

from tooling import cache, releases, upgrades

MANIFEST = cache.CHECKOUT / "__manifest__.py"
SOUND = {
    "version": "19.0.0.4.0",
    "made": 3,
    "unknown": {},
    "entries": 9,
    "changes": {},
    "shown": [],
    "faults": [],
    "difference": 0,
    "log": [],
    "work": {"steps": upgrades.STEPS, "faults": [], "difference": 0},
}


def test_release_is_what_stood_before_the_next_version():
    versions = [("a", "1"), ("b", "1"), ("c", "2"), ("d", "3")]
    found = releases.find_last(versions, lambda commit: f"before {commit}")
    assert found == {"1": ("before c", "a"), "2": ("before d", "c")}


def test_figures_that_differ_are_named_and_new_ones_are_none():
    before = {"balance": 60, "debt": 0, "gone": 1}
    lines = upgrades.compare({"7": before}, {"7": {"balance": 50, "debt": 0, "new": 2}})
    assert lines == ["7/balance: 60 → 50", "7/gone: 1 is there no more"]


def test_upgrade_is_good_when_nothing_is_wrong():
    assert upgrades.find_wrongs(SOUND) == []


@pytest.mark.parametrize(
    "change",
    [
        {"problem": "it stopped"},
        {"changes": {"prepaid_entry.quantity": 1}},
        {"shown": ["7/balance: 60 → 50"]},
        {"faults": ["1. balance"]},
        {"difference": 0.01},
        {"log": ["a warning"]},
        {"work": SOUND["work"] | {"steps": [0, 600]}},
        {"work": SOUND["work"] | {"difference": 0.01}},
    ],
)
def test_whatever_changed_is_wrong(change):
    assert len(upgrades.find_wrongs(SOUND | change)) == 1


def test_what_a_later_version_told_anew_is_right_for_older_ones_only():
    change = {"changes": {"prepaid_grant.amount": 1}}
    assert upgrades.find_wrongs(SOUND | change) == []
    assert upgrades.find_wrongs(SOUND | change | {"version": "19.0.0.10.0"})


def test_mails_that_render_a_template_are_loaded_after_it():
    """Odoo renders each new mail on a record that old databases have."""
    data = ast.literal_eval(MANIFEST.read_text())["data"]
    last = data.index("report/prepaid_clauses_templates.xml")
    texts = {name: (cache.CHECKOUT / name).read_text() for name in data}
    mails = [name for name, text in texts.items() if "._render_clauses" in text]
    assert mails
    assert all(data.index(name) > last for name in mails)
