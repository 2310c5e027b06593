"""Documents of every kind in a database of 19.0.0.4.0, and what they come to.

Played inside Odoo, with the old code (`fill`) and then with the present (`read`). Takes
the word and the options of Odoo's server, and prints what it found as a line of JSON.
"""

import json
import sys

from odoo import SUPERUSER_ID, fields
from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.tools import config

from old_documents import NAME, Old


def main(word, arguments):
    """Make the documents, or read what became of them."""
    config.parse_config(arguments, setup_logging=True)
    with Registry(config["db_name"][0]).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        if word == "fill":
            Old(env).fill()
        found = read(env)
        if word == "read":
            found["law"] = read_law(env)
            found["booked"] = recognise(env)
            found["changed"] = sync(env)
    print(json.dumps(found))


def find_clients(env):
    return env["res.partner"].search([("name", "=like", f"{NAME}%")], order="id")


def read_credit(env):
    """Return {client: [balance, debt]}."""
    return {
        client.name: [sum(contracts.mapped(name)) for name in ("balance", "debt")]
        for client in find_clients(env)
        for contracts in [client.prepaid_contract_ids]
    }


def read(env):
    """Return the credit, the posted lines and the deferral account, and the faults."""
    env.flush_all()
    today = fields.Date.today()
    env.cr.execute(
        "SELECT account_id, partner_id, COUNT(*), SUM(balance)::text"
        "  FROM account_move_line WHERE parent_state = 'posted'"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return {
        "credit": read_credit(env),
        "posted": [list(row) for row in env.cr.fetchall()],
        "difference": env.company._get_prepaid_tie_out(today)["difference"],
        "faults": env["prepaid.contract"]._check_integrity(),
    }


def read_law(env):
    """Return what was promised, what is owed, and who may withdraw from orders."""
    grants = find_clients(env).prepaid_contract_ids.grant_ids
    orders = env["sale.order"].search([("prepaid_withdrawal_until", "!=", False)])
    return {
        "promised": sorted(set(grants.mapped("expiry_outcome"))),
        "owed": sum(grants.mapped("owed")),
        "withdrawable": sorted(set(orders.partner_id.mapped("name"))),
    }


def recognise(env):
    """Return the clients whose revenue a run of recognition changes."""
    moves = env.company._recognise_prepaid_revenue(fields.Date.today())
    return sorted(set(moves.line_ids.partner_id.mapped("name")))


def sync(env):
    """Return {client: [balance, debt]} that change once all documents are asked."""
    before = read_credit(env)
    env["account.move"].search([])._sync_prepaid_grants()
    env["sale.order.line"].search([])._sync_pack_lines()
    env.flush_all()
    return {
        name: credit
        for name, credit in read_credit(env).items()
        if credit != before[name]
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
