"""What a released version made, what the present makes of it, and how it goes on.

Played inside Odoo, with the old code (`fill`) and then with the present (`read`, then
`work`). Takes the word and the options of Odoo's server, and prints a line of JSON.
"""

import json
import sys
from itertools import pairwise

from odoo import SUPERUSER_ID, fields
from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.tools import config

from later_documents import Later, find_old_client

FIGURES = ("balance", "debt", "held", "available")
SHOWN = (
    *("opening", "closing", "totals"),
    *("worked_minutes", "metered_minutes", "value"),
)
MORE_MINUTES = 60


def main(word, arguments):
    """Do what the word says, and print what was found."""
    config.parse_config(arguments, setup_logging=True)
    found = {}
    for play in WORDS[word]:
        # Each in its own transaction: statements tell what was booked before.
        with Registry(config["db_name"][0]).cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            found |= play(env)
            env.flush_all()
    print(json.dumps(found))


def fill(env):
    later = Later(env)
    later.fill()
    return {"made": later.made, "unknown": later.unknown}


def read(env):
    """Return the figures that people are shown, and what is wrong."""
    env.flush_all()
    contracts = env["prepaid.contract"].search([], order="id")
    return {
        "figures": {
            "credit": {
                str(contract.id): {
                    name: contract[name] for name in FIGURES if name in contract
                }
                for contract in contracts
            },
            "statements": read_statements(contracts),
            "books": {
                company.name: company._get_prepaid_tie_out(fields.Date.today())
                for company in find_companies(env)
            },
        },
        "difference": sum(
            abs(company._get_prepaid_tie_out(fields.Date.today())["difference"])
            for company in find_companies(env)
        ),
        "faults": [str(fault) for fault in contracts._check_integrity()],
    }


def find_companies(env):
    return env["res.company"].search([("deferred_revenue_account_id", "!=", False)])


def read_statements(contracts):
    """Return the figures of each contract's statement of all time, where there are."""
    start, today = fields.Date.to_date("2020-01-01"), fields.Date.today()
    try:
        return {
            str(contract.id): {
                name: figure
                for name, figure in contract._get_statement(start, today).items()
                if name in SHOWN
            }
            for contract in contracts
        }
    except AttributeError:
        # The first version has none, and the second's needs what the third brought.
        return {}


def work(env):
    """Draw from old credit, sell to the old client, book; return what came out."""
    later = Later(env)
    env.company.prepaid_grant_policy = "paid"
    later.client = find_old_client(env)
    balances = [later.get_balance()]
    for play in (lambda: later.work(MORE_MINUTES), later.buy):
        play()
        balances.append(later.get_balance())
    env.company._recognise_prepaid_revenue(fields.Date.today())
    return {"steps": [after - before for before, after in pairwise(balances)]}


WORDS = {"fill": (fill, read), "read": (read,), "work": (work, read)}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
