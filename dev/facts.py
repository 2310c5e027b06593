"""What the documentation says of books and balances, played inside Odoo.

Two companies sell, work, recognise and refund, a client's credit is used up, and the
menus are read. Takes the options of Odoo's server, and prints one line of JSON. All
dates are fixed.
"""

import json
import sys
from datetime import date

from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.orm.utils import SUPERUSER_ID
from odoo.tools import config

from provider import PACK_MINUTES, PRICE, Provider

FRENCH = "fr_FR"
ROOTS = ("sale_timesheet_prepaid.sale_timesheet_prepaid_menu_root",)
# What the books are of: the pages tell it by these names.
FIGURES = {
    "pack_hours": PACK_MINUTES // 60,
    "pack_price": float(PRICE),
    "pack_months": 2,
    "sold": "2026-03-02",
    "paid": "2026-03-10",
    "march_minutes": 150,
    "april_minutes": 200,
    "second_sold": "2026-07-01",
    "july_minutes": 150,
    "credited": "2026-08-05",
}
DAYS = {
    name: date.fromisoformat(figure)
    for name, figure in FIGURES.items()
    if isinstance(figure, str)
}


def main(arguments):
    """Play everything and print what came out."""
    config.parse_config(arguments, setup_logging=True)
    with Registry(config["db_name"][0]).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        speak_french(env)
        found = {
            "journals": {
                "france": play_books(env, "fr", "base.fr"),
                "generic": play_books(env, "generic_coa", "base.us"),
            },
            "stories": play_stories(env),
            "menus": read_menus(env),
            "figures": FIGURES,
        }
        cr.rollback()
    print(json.dumps(found))


def speak_french(env):
    """Load the French of our addons: menus and accounts are told in both languages."""
    env["res.lang"]._activate_lang(FRENCH)
    env["ir.module.module"].search([("state", "=", "installed")])._update_translations(
        FRENCH
    )


# === BOOKS === #


def play_books(env, chart, country):
    """Return the journal entries of a sale, month by month, and of a refund."""
    provider = Provider(env, f"Books of {chart}", chart, country)
    is_french = chart == "fr"
    tax = find_tax_on_payment(provider) if is_french else []
    income = provider.chart.ref("pcg_706") if is_french else False
    pack = provider.make_pack(
        provider.make_plan(validity_months=FIGURES["pack_months"]), tax, income
    )
    books = {}
    play_expiry(provider, pack, books)
    play_refund(provider, pack, books)
    return books


def find_tax_on_payment(provider):
    """Return the tax of services of the chart, due when the client pays."""
    return provider.env["account.tax"].search(
        [
            ("company_id", "=", provider.company.id),
            ("type_tax_use", "=", "sale"),
            ("tax_exigibility", "=", "on_payment"),
            ("amount", "=", 20),
            ("price_include", "=", False),
        ],
        limit=1,
    )


def play_expiry(provider, pack, books):
    """Sell, work in two months, and let the rest expire."""
    client = provider.make_client("Azure")
    invoice = provider.sell(pack, client, DAYS["sold"])
    books["invoice"] = read(invoice)
    books["payment"] = read(provider.pay(invoice, DAYS["paid"]))
    if tax := find_tax_entries(invoice):
        books["tax"] = read(tax)
    provider.log(client, FIGURES["march_minutes"], date(2026, 3, 17))
    books["march"] = recognise(provider, date(2026, 3, 31))
    provider.log(client, FIGURES["april_minutes"], date(2026, 4, 14))
    books["april"] = recognise(provider, date(2026, 4, 30))
    provider.get_contract(client).grant_ids._expire()
    books["may"] = recognise(provider, date(2026, 5, 31))


def play_refund(provider, pack, books):
    """Sell, work, and credit the whole price."""
    client = provider.make_client("Brass")
    invoice = provider.sell(pack, client, DAYS["second_sold"])
    provider.pay(invoice, date(2026, 7, 6))
    provider.log(client, FIGURES["july_minutes"], date(2026, 7, 14))
    books["july"] = recognise(provider, date(2026, 7, 31))
    note = provider.credit(invoice, DAYS["credited"])
    books["credit_note"] = read(note)
    books["refund"] = read(provider.pay(note, date(2026, 8, 7)))
    if tax := find_tax_entries(note):
        books["refund_tax"] = read(tax)
    books["august"] = recognise(provider, date(2026, 8, 31))


def find_tax_entries(invoice):
    return invoice.search([("tax_cash_basis_origin_move_id", "=", invoice.id)])


def recognise(provider, day):
    """Recognise up to a day; return the entries and the proof."""
    moves = provider.company._recognise_prepaid_revenue(day)
    proof = provider.company._get_prepaid_tie_out(day)
    return {**read(moves), "proof": proof}


def read(moves):
    """Return what entries say: a date, and lines of account, debit and credit."""
    lines = [line for line in moves.line_ids if line.account_id]
    lines.sort(key=lambda line: (not line.debit, line.account_id.code, line.id))
    return {
        "date": max(map(str, moves.mapped("date")), default=""),
        "lines": [
            {
                "account": line.account_id.code,
                "name": line.account_id.with_context(lang="en_US").name,
                "name_fr": line.account_id.with_context(lang=FRENCH).name,
                "debit": line.debit,
                "credit": line.credit,
            }
            for line in lines
        ],
    }


# === BALANCES === #


def play_stories(env):
    """Return what balances become, step by step."""
    provider = Provider(env, "Stories", "generic_coa", "base.us")
    stories = {}
    for play in (play_month, play_order, play_credit_notes):
        stories[play.__name__.removeprefix("play_")] = play(provider)
    return stories


def play_month(provider):
    """A pack is used up and beyond, and the next one settles what is owed."""
    plan = provider.make_plan(overdraft_policy="allow", overdraft_limit=120)
    pack, client = provider.make_pack(plan), provider.make_client("Month")
    steps = []
    invoice = provider.sell(pack, client, date(2026, 3, 2))
    provider.pay(invoice, date(2026, 3, 2))
    contract = provider.get_contract(client)
    note(steps, "paid", contract)
    for name, minutes, day in (
        ("call", 12, 3),
        ("remote", 95, 5),
        ("visit", 240, 9),
    ):
        line = provider.log(client, minutes, date(2026, 3, day))
        note(steps, name, contract, line)
    line.unit_amount = 3.5
    note(steps, "visit_210", contract, line)
    line = provider.log(client, 163, date(2026, 3, 20))
    note(steps, "long_day", contract, line)
    line = provider.log(client, 150, date(2026, 3, 27))
    note(steps, "beyond", contract, line)
    invoice = provider.sell(pack, client, date(2026, 3, 30))
    provider.pay(invoice, date(2026, 3, 30))
    note(steps, "next_pack", contract)
    return steps


def play_order(provider):
    """Two packs: the one that expires first is used first."""
    plan = provider.make_plan()
    client = provider.make_client("Order")
    pack = provider.make_pack(plan)
    for months in (12, 2):
        plan.validity_months = months
        provider.pay(provider.sell(pack, client, date(2026, 3, 2)), date(2026, 3, 2))
    contract = provider.get_contract(client)
    steps = []
    note(steps, "two_packs", contract)
    line = provider.log(client, 500, date(2026, 3, 3))
    note(steps, "first", contract, line)
    line = provider.log(client, 150, date(2026, 3, 4))
    note(steps, "spans", contract, line)
    line.unit_amount = 1
    note(steps, "shortened", contract, line)
    return steps


def play_credit_notes(provider):
    """Packs that were partly used are credited, some of them and then all."""
    plan, client = provider.make_plan(), provider.make_client("Credit notes")
    pack = provider.make_pack(plan)
    invoice = provider.sell(pack, client, date(2026, 3, 2), packs=2)
    provider.pay(invoice, date(2026, 3, 2))
    contract = provider.get_contract(client)
    steps = []
    note(steps, "two_packs", contract)
    line = provider.log(client, 150, date(2026, 3, 3))
    note(steps, "worked", contract, line)
    provider.credit(invoice, date(2026, 3, 10), packs=1)
    note(steps, "one_credited", contract)
    provider.credit(invoice, date(2026, 3, 12), packs=1)
    note(steps, "both_credited", contract)
    return steps


def note(steps, name, contract, line=None):
    """Keep the figures of a contract after a step, and the minutes of its work."""
    contract.env.flush_all()
    contract.invalidate_recordset()
    lots = [
        {
            "expires": str(grant.date_expiry or ""),
            "remaining": grant.remaining,
        }
        for grant in contract.grant_ids.sorted("id")
    ]
    steps.append(
        {
            "step": name,
            "minutes": round(line.unit_amount * 60) if line else 0,
            "balance": contract.balance,
            "debt": contract.debt,
            "lots": lots,
        }
    )


# === MENUS === #


def read_menus(env):
    """Return {path: path in French} of our menus."""
    menus = env["ir.ui.menu"].with_context(**{"ir.ui.menu.full_list": True})
    roots = menus.union(*map(env.ref, ROOTS))
    found = menus.search([("id", "child_of", roots.ids)])
    names = {get_path(menu, "en_US"): get_path(menu, FRENCH) for menu in found}
    return dict(sorted(names.items()))


def get_path(menu, lang):
    """Return the names from the app down to the menu, with arrows between."""
    names = []
    while menu:
        names.insert(0, menu.with_context(lang=lang).name)
        menu = menu.parent_id
    return " → ".join(names)


if __name__ == "__main__":
    main(sys.argv[1:])
