"""Who works and reads in dev/scaleout: takes the options of Odoo's server.

Prints as JSON whom there is, with their passwords: it is a database of its own.
"""

import json
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tooling.bench import world
from tooling.bench.figures.pages import PASSWORD, invite

CLIENTS = 8
MACHINES = 2
# So many minutes apart, contracts get low on credit.
MINUTES_APART = 5


def main(arguments):
    """Make the world and print it."""
    config.parse_config(arguments, setup_logging=True)
    with Registry(config["db_name"][0]).cursor() as cr:
        print(json.dumps(make(api.Environment(cr, SUPERUSER_ID, {}))))


def make(env):
    """Return everybody and everything that the crowd needs, as plain data."""
    technician = env["res.users"].browse(world.hire(env))
    technician.password = PASSWORD
    plan = world.make_plan(env)
    pack = world.make_pack(env, plan)
    key = env["prepaid.api.user"].create({"name": "Scale-out"}).action_make()
    return {
        "password": PASSWORD,
        "technician": technician.login,
        "technician_id": technician.id,
        "key": key["context"]["default_key"],
        "tickets": [
            make_ticket(
                env,
                plan=plan,
                refill_trigger="threshold",
                refill_mode="draft_invoice",
                refill_product_id=pack.id,
                low_threshold=world.CREDIT - MINUTES_APART * (number + 1),
            )
            for number in range(CLIENTS)
        ],
        "own": [make_ticket(env, plan=plan) for _number in range(MACHINES)],
    }


def make_ticket(env, **over):
    """Return a ticket, its contract, and a client who may look at it."""
    client = world.make_client(env)
    contract = world.make_contract(env, client, **over)
    task = world.make_task(env, client)
    return {
        "contract_id": contract.id,
        "task_id": task.id,
        "project_id": task.project_id.id,
        "login": invite(env, contract.id),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
