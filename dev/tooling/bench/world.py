"""Who and what figures are about: a technician, clients, tickets, Odoo's own packs."""

from datetime import date, timedelta
from typing import NamedTuple

DAY = date.today()
HISTORY_DAYS = 365
FIRST_DAY = DAY - timedelta(days=6 * HISTORY_DAYS)
LOGIN = "bench"
GROUPS = ("hr_timesheet.group_hr_timesheet_user",)
# More than any figure uses.
CREDIT = 100_000_000


class Side(NamedTuple):
    """Tickets on which the same work is logged: ours, and one that Odoo bills."""

    contract_id: int
    task_id: int
    so_line_id: int
    odoo_task_id: int


def hire(env):
    """Return the id of a technician who may log work, and nothing else."""
    user = env["res.users"].create({"name": "Bench", "login": LOGIN})
    user.group_ids += env["res.groups"].concat(*map(env.ref, GROUPS))
    env["hr.employee"].create(
        {"name": "Bench", "user_id": user.id, "company_id": env.company.id}
    )
    return user.id


def as_technician(env):
    """Return the environment of the technician."""
    return env(user=env["res.users"].search([("login", "=", LOGIN)]).id)


def make_client(env, name="Bench"):
    return env["res.partner"].create({"name": name, "is_company": True})


def make_plan(env, **over):
    return env["prepaid.plan"].create({"name": "Bench", "unit": "time"} | over)


def make_pack(env, plan):
    return env["product.product"].create(
        {
            "name": "Pack",
            "type": "service",
            "invoice_policy": "order",
            "is_prepaid_pack": True,
            "prepaid_plan_id": plan.id,
            "prepaid_quantity": CREDIT,
            "list_price": 1000,
            "taxes_id": False,
        }
    )


def make_contract(env, client, plan=None, quantity=CREDIT, **over):
    """Return an active contract with credit from long ago."""
    vals = {
        "partner_id": client.id,
        "plan_id": (plan or make_plan(env)).id,
        "state": "active",
        "is_default": True,
        "refill_trigger": "none",
    }
    contract = env["prepaid.contract"].create(vals | over)
    if quantity:
        grant(env, contract, quantity)
    return contract


def grant(env, contract, quantity, **over):
    vals = {
        "contract_id": contract.id,
        "quantity": quantity,
        "date": FIRST_DAY,
        "name": "Opening",
    }
    return env["prepaid.grant"].create(vals | over)


def make_task(env, client, **over):
    project = env["project.project"].create(
        {
            "name": "Bench",
            "partner_id": client.id,
            "allow_timesheets": True,
            "allow_billable": True,
            "privacy_visibility": "employees",
        }
    )
    return env["project.task"].create(
        {"name": "Ticket", "project_id": project.id, "partner_id": client.id} | over
    )


def make_odoo_line(env, client):
    """Return a confirmed order line of hours that Odoo sells in advance itself."""
    product = env["product.product"].create(
        {
            "name": "Hours",
            "type": "service",
            "service_policy": "ordered_prepaid",
            "service_type": "timesheet",
            "uom_id": env.ref("uom.product_uom_hour").id,
            "list_price": 100,
        }
    )
    vals = {"product_id": product.id, "product_uom_qty": CREDIT / 60}
    order = env["sale.order"].create(
        {"partner_id": client.id, "order_line": [(0, 0, vals)]}
    )
    order.action_confirm()
    return order.order_line


def make_side(env, quantity=CREDIT, **over):
    """Return the same ticket twice: paid by our contract, and by Odoo's own line."""
    client = make_client(env)
    contract = make_contract(env, client, quantity=quantity, **over)
    other = make_client(env, "Odoo")
    line = make_odoo_line(env, other)
    return Side(
        contract.id,
        make_task(env, client).id,
        line.id,
        make_task(env, other, sale_line_id=line.id).id,
    )


def log(env, task_id, count=1, minutes=30, name="Work"):
    """Log so many lines of work on a ticket at once, and return them."""
    task = env["project.task"].browse(task_id)
    return env["account.analytic.line"].create(
        [
            {
                "name": f"{name} {number}",
                "project_id": task.project_id.id,
                "task_id": task_id,
                "unit_amount": minutes / 60,
                "date": DAY,
            }
            for number in range(count)
        ]
    )
