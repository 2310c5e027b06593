"""The worked figures of the documentation, computed again by the addon's functions."""

import importlib
import importlib.util
import sys
import types
from datetime import date

import pytest

from tooling import cache, pages

# The folders of the addon whose modules without ORM are imported, as empty packages:
# their own `__init__` needs Odoo.
PACKAGES = ("", "models", "models.metering", "models.ledger")
ROOT = "documented_addon"


def load(name):
    """Return a module of the addon that needs nothing of Odoo."""
    for package in PACKAGES:
        full = f"{ROOT}.{package}".rstrip(".")
        if full not in sys.modules:
            sys.modules[full] = types.ModuleType(full)
            path = cache.CHECKOUT.joinpath(*package.split("."))
            sys.modules[full].__path__ = [str(path)]
    return importlib.import_module(f"{ROOT}.{name}")


def load_worked():
    path = pages.DOCS / "_ext" / "worked.py"
    spec = importlib.util.spec_from_file_location("worked", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["worked"] = module
    spec.loader.exec_module(module)
    return module


metering = load("metering")
terms = load("models.metering.terms")
validity = load("models.ledger.validity")
worked = load_worked()

TABLES = [
    pytest.param(table, id=f"{path.stem} {number} {table.rule}")
    for path in pages.get_pages()
    for number, table in enumerate(worked.find(path.read_text("utf-8")))
]
COINS = 100
NUMBERS = {
    "free": int,
    "minimum": int,
    "step": int,
    "rate": float,
    "outside": float,
    "response": float,
    "flat": float,
    "item": float,
}


# === THE RULES === #


def make_terms(written, **more):
    """Return the terms that a table's first line says."""
    found = {
        name: make(written[name]) for name, make in NUMBERS.items() if name in written
    }
    if "durations" in written:
        found["durations"] = tuple(map(int, written["durations"].split("/")))
    if "price" in written:
        found |= {"price_hour": float(written["price"]), "smallest": 0.01}
    if "rounding" in written:
        found["rounding"] = written["rounding"]
    if "highest" in written:
        found["is_highest"] = bool(int(written["highest"]))
    unknown = set(written) - set(found) - {"price", "highest"}
    assert not unknown, f"terms that no rule knows: {unknown}"
    return terms.Terms(**found, **more)


def get_metered(written, minutes):
    return (terms.meter_minutes(int(minutes), make_terms(written)),)


def get_used(written, minutes):
    return get_hours(written, minutes, 0)


def get_hours(written, minutes, outside):
    """Work begins inside business hours, and ends outside."""
    minutes, outside = int(minutes), int(outside)
    clock = ((minutes - outside, False), (outside, True))
    clock = tuple(span for span in clock if span[0])
    facts = terms.meter(terms.Work(minutes, clock=clock), make_terms(written))
    return facts["metered"], facts["due"]


def get_visit(written, before, minutes):
    work = terms.Work(int(minutes), before=int(before))
    facts = terms.meter(work, make_terms(written))
    return facts["metered"], facts["due"]


def get_messages(written, count, included):
    work = terms.Work(0, items=int(count), items_free=int(included))
    return (terms.meter(work, make_terms(written, is_item=True))["due"],)


def get_read(written, text):
    return (metering.parse_minutes(text),)


def get_valid(written, start, months):
    return (validity.last_day(date.fromisoformat(start), int(months)),)


def get_rollover(written, bought, left):
    part = metering.round_half_up(int(bought) * float(written["percent"]) / 100)
    most = [part, int(left), *map(int, filter(None, [written.get("most")]))]
    return (min(most),)


def get_earned(written, used, expired):
    price = int(written["price"]) * COINS
    breakage = float(written.get("breakage", 0)) / 100
    figures = metering.earn(
        price, int(written["due"]), int(used), int(expired), breakage
    )
    return tuple(figure / COINS for figure in figures)


def get_left(written, used, expired):
    """What is lost at an expiry is earned; all else is owed."""
    lost = int(expired) if written["outcome"] == "forfeit" else 0
    earned = sum(get_earned(written, used, lost))
    return earned, round(int(written["price"]) - earned, 2)


def get_withdrawn(written, used, asked):
    """What was used is paid where the client asked to begin."""
    paid, _lost = get_earned(written, used if asked == "yes" else 0, 0)
    return paid, round(int(written["price"]) - paid, 2)


def compute(table):
    """Return the figures of all rows: those of a share depend on each other."""
    if table.rule == "share":
        weights = [int(figures[0]) for figures, _note in table.rows]
        parts = metering.apportion(int(table.terms["total"]) * COINS, weights)
        return [(part / COINS,) for part in parts]
    rule = globals()[f"get_{table.rule}"]
    given = len(worked.RULES[table.rule][0])
    return [rule(table.terms, *figures[:given]) for figures, _note in table.rows]


# === THE TESTS === #


@pytest.mark.parametrize("table", TABLES)
def test_worked_figures_are_right(table):
    given = len(worked.RULES[table.rule][0])
    computed = compute(table)
    for (figures, _note), found in zip(table.rows, computed, strict=True):
        written = figures[given:]
        assert [
            as_written(value, text) for value, text in zip(found, written, strict=True)
        ] == written


def as_written(value, text):
    """Return a figure with as many decimals as the page has."""
    if isinstance(value, date) or value is None:
        return str(value)
    decimals = len(text.partition(".")[2])
    rounded = f"{value:.{decimals}f}"
    assert float(rounded) == float(value), f"{value} has more decimals than {text}"
    return rounded


def test_every_rule_is_explained_somewhere():
    used = {param.values[0].rule for param in TABLES}
    assert used == set(worked.RULES)


def test_wrong_figure_is_found():
    table = worked.parse("metered minimum=60", "1 | 61")
    with pytest.raises(AssertionError):
        test_worked_figures_are_right(table)
