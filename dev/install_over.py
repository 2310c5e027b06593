"""The addon comes into a database where people have worked, and goes again.

Played inside Odoo, as its Apps screen does. Takes the options of Odoo's server, and
prints what it found as one line of JSON.
"""

import json
import sys

from odoo.fields import Command
from odoo.tools import config

from tooling.kept import Kept
from uninstall import get_addon, log, make_client, use

CREDIT = ("prepaid.contract", "prepaid.grant", "prepaid.entry", "prepaid.refill")
MINUTES = 90


def main(arguments):
    """Work without the addon, install it, uninstall it; print what changed."""
    config.parse_config(arguments, setup_logging=True)
    with use() as env:
        make(env)
        # Whose dependencies have no demo data gets none.
        env.cr.execute("UPDATE ir_module_module SET demo = FALSE")
    kept = Kept(config["db_name"][0])
    found = {"rows": {table: kept.count(table) for table in kept.tables}}
    with use() as env:
        get_addon(env).button_immediate_install()
    with use() as env:
        found["credit"] = {name: env[name].search_count([]) for name in CREDIT}
        found["faults"] = env["prepaid.contract"]._check_integrity()
    found["installed"] = kept.find_changes()
    with use() as env:
        get_addon(env).button_immediate_uninstall()
    found["uninstalled"] = kept.find_changes()
    print(json.dumps(found))


def make(env):
    """Sell a service by the hour, work for it, and bill it; one bill is paid."""
    hours = env["product.product"].create(
        {
            "name": "Support by the hour",
            "type": "service",
            "service_tracking": "task_in_project",
            "service_policy": "delivered_timesheet",
            "list_price": 90,
        }
    )
    for is_paid in (True, False):
        client = make_client(env)
        line = Command.create({"product_id": hours.id, "product_uom_qty": 10})
        order = env["sale.order"].create(
            {"partner_id": client.id, "order_line": [line]}
        )
        order.action_confirm()
        work(env, order)
        invoice = order._create_invoices()
        invoice.action_post()
        if is_paid:
            pay(env, invoice)
        log(env, client, MINUTES)


def work(env, order):
    task = order.order_line.task_id
    env["account.analytic.line"].create(
        {
            "name": "Work",
            "task_id": task.id,
            "project_id": task.project_id.id,
            "employee_id": env["hr.employee"].search([], limit=1).id,
            "unit_amount": MINUTES / 60,
        }
    )


def pay(env, invoice):
    context = {"active_model": "account.move", "active_ids": invoice.ids}
    register = env["account.payment.register"].with_context(**context)
    register.create({}).action_create_payments()


if __name__ == "__main__":
    main(sys.argv[1:])
