#!/usr/bin/env python3
"""Work on tickets of the OCA's helpdesk, uninstall our addon for it, install it again.

`dev/tests/test_uninstall_helpdesk.py` runs it on a database of its own.
"""

import json
import sys

from odoo.tools import config

from uninstall import make_client, make_plan, sell, use

ADDON = "helpdesk_mgmt_prepaid"
WORK_MINUTES = 20


def main(arguments):
    """Play the addon's life and print what was found on the way."""
    config.parse_config(arguments, setup_logging=True)
    found = {}
    with use() as env:
        fill(env)
        found["told"] = tell_losses(env)
        found["drawn"] = read_drawn(env)
    with use() as env:
        get_addon(env).button_immediate_uninstall()
    with use() as env:
        found["left"] = find_left(env)
        found["drawn_left"] = read_drawn(env)
        found["approvals"] = env["prepaid.approval"].search([]).mapped("state")
        found["faults"] = env["prepaid.contract"]._check_integrity()
        found["tickets"] = count_readable(env)
    with use() as env:
        get_addon(env).button_immediate_install()
    with use() as env:
        ticket = env["helpdesk.ticket"].search([("name", "=", "Dark")])
        ticket.project_id = find_project(env)
        found["drawn_again"] = log(env, ticket).drawn_minutes
    print(json.dumps(found))


def get_addon(env):
    return env["ir.module.module"].search([("name", "=", ADDON)])


def fill(env):
    """Leave something in every field and table of the addon."""
    plan, client = make_plan(env), make_client(env)
    sell(env, plan, client)
    response = env["prepaid.response"].create(
        {"plan_id": plan.id, "name": "Within 2 hours", "hours": 2}
    )
    project = env["project.project"].create({"name": "Desk", "allow_billable": True})
    team = env["helpdesk.ticket.team"].create(
        {
            "name": "Desk",
            "default_project_id": project.id,
            "usage_type_id": plan.usage_type_id.id,
            "prepaid_rule_ids": [(0, 0, {"response_ids": response.ids})],
        }
    )
    ticket = env["helpdesk.ticket"].create(
        {
            "name": "Dark",
            "description": "Dark",
            "team_id": team.id,
            "partner_id": client.id,
        }
    )
    log(env, ticket)
    vals = {"name": "More", "quantity": 60, "ticket_id": ticket.id}
    contract = ticket.prepaid_covering_id
    approval = env["prepaid.approval"].create(vals | {"contract_id": contract.id})
    approval.action_ask()
    approval._answer(True, "Ann")
    meters = env["prepaid.meter"].with_user(env.ref("base.user_admin"))
    meters.start(False, ticket.id, ticket._name)


def log(env, ticket):
    employee = env["hr.employee"].search([("company_id", "=", env.company.id)], limit=1)
    return env["account.analytic.line"].create(
        {
            "name": "Work on a ticket",
            "ticket_id": ticket.id,
            "employee_id": employee.id,
            "unit_amount": WORK_MINUTES / 60,
        }
    )


def find_project(env):
    return env["project.project"].search(
        [("name", "=", "Desk")], limit=1, order="id desc"
    )


def tell_losses(env):
    """Return what Odoo's form says before it uninstalls the addon."""
    wizard = env["base.module.uninstall"].create({"module_ids": get_addon(env).ids})
    return wizard.prepaid_losses


def read_drawn(env):
    """Return what the work on the ticket draws."""
    lines = env["account.analytic.line"].search([("name", "=", "Work on a ticket")])
    return sum(lines.prepaid_entry_ids.mapped("quantity"))


def find_left(env):
    """Return the columns and names of the addon that database and Odoo still know."""
    query = """
        SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_name LIKE 'helpdesk%' AND column_name LIKE '%prepaid%'
            OR column_name = 'ticket_id'
               AND (table_name LIKE 'prepaid%' OR table_name = 'account_analytic_line')
            OR table_name LIKE 'prepaid_ticket_rule%'
    """
    env.cr.execute(query)
    names = env["ir.model.data"].search([("module", "=", ADDON)])
    return sorted(row[0] for row in env.cr.fetchall()) + names.mapped("name")


def count_readable(env):
    """Return how many tickets the helpdesk still shows."""
    view = env["helpdesk.ticket"].get_view(view_type="form")
    return (
        len(env["helpdesk.ticket"].search([])) if "prepaid" not in view["arch"] else 0
    )


if __name__ == "__main__":
    main(sys.argv[1:])
