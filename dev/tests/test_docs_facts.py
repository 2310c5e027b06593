"""What the documentation tells of books, balances and menus, played anew."""

import json

import pytest

from tooling import facts


@pytest.fixture(scope="module")
def played():
    return facts.play()


@pytest.mark.parametrize("subject", ["journals", "stories", "menus", "figures"])
def test_facts_are_what_happens(played, subject):
    written = json.loads(facts.FILE.read_text("utf-8"))
    assert written[subject] == played[subject], "run dev/docs --facts"


def test_books_prove_themselves_each_month(played):
    proofs = [
        entry["proof"]
        for books in played["journals"].values()
        for entry in books.values()
        if "proof" in entry
    ]
    assert proofs and all(proof["difference"] == 0 for proof in proofs)


def test_entries_balance(played):
    for books in played["journals"].values():
        for entry in books.values():
            debit = sum(line["debit"] for line in entry["lines"])
            credit = sum(line["credit"] for line in entry["lines"])
            assert round(debit - credit, 2) == 0
