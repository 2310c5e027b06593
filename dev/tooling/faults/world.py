"""Who and what the workers work with: clients with credit, packs, schedules."""

from datetime import timedelta

from odoo.fields import Command

from ..bench import world
from ..bench.world import make_task

PACK_PRICE = 100
PACK_MINUTES = 60
LARGE = 1_000_000


def make(env):
    """Return the ids of a contract to work on, its ticket, and a pack to sell."""
    # What the demo still has to send is not ours to count.
    env["account.move"].search([("sending_data", "!=", False)]).sending_data = False
    # Empty pages cannot be told apart: each invoice is printed by itself.
    env["ir.config_parameter"].set_param("account.pdf_generation_batch", "0")
    # What is earned must be deferred first.
    if not env.company.deferred_revenue_account_id:
        env.company.deferred_revenue_account_id = env["account.account"].create(
            {
                "name": "Deferred revenue",
                "code": "FAULTS",
                "account_type": "liability_current",
            }
        )
    plan = world.make_plan(env)
    pack = make_pack(env, plan)
    client = make_client(env, "Faults")
    contract = world.make_contract(env, client, plan)
    user = env["res.users"].browse(world.hire(env))
    return {
        "plan": plan.id,
        "pack": pack.id,
        "client": client.id,
        "contract": contract.id,
        "task": make_task(env, client).id,
        "user": user.id,
    }


def make_client(env, name):
    client = world.make_client(env, name)
    client.email = get_address(name)
    return client


def get_address(name):
    return f"{name.replace(' ', '-').lower()}@example.com"


def make_pack(env, plan):
    pack = world.make_pack(env, plan)
    pack.write({"prepaid_quantity": PACK_MINUTES, "list_price": PACK_PRICE})
    return pack


def make_contract(env, ids, name, quantity=0, **over):
    """Return a contract of a client of its own."""
    plan = env["prepaid.plan"].browse(ids["plan"])
    client = make_client(env, name)
    return world.make_contract(env, client, plan, quantity, **over)


def make_low(env, ids, name):
    """Return a contract that is to be refilled by a posted invoice."""
    contract = make_contract(
        *(env, ids, name, 10),
        refill_trigger="threshold",
        refill_mode="posted_invoice",
        refill_product_id=ids["pack"],
        low_threshold=30,
    )
    contract.refill_due = True
    return contract


def make_schedule(env, ids, name):
    """Return a schedule that is due today for the first time."""
    contract = make_contract(env, ids, name, refill_mode="posted_invoice")
    today = contract.company_id._get_prepaid_today()
    schedule = env["prepaid.schedule"].create(
        {
            "contract_id": contract.id,
            "date_start": today,
            "line_ids": [Command.create({"product_id": ids["pack"], "quantity": 2})],
        }
    )
    schedule.line_ids.date_from = today
    schedule.write({"state": "running", "next_date": today})
    return schedule


def make_lapsed(env, contract, name, quantity=30):
    """Return a grant whose credit is to expire."""
    today = contract.company_id._get_prepaid_today()
    grace = timedelta(days=contract.plan_id.expiry_grace_days + 1)
    return world.grant(env, contract, quantity, name=name, date_expiry=today - grace)


def order(env, client_id, pack_id, reference=None):
    """Return a confirmed order of a pack."""
    made = env["sale.order"].create(
        {
            "partner_id": client_id,
            "client_order_ref": reference,
            "order_line": [
                Command.create({"product_id": pack_id, "product_uom_qty": 1})
            ],
        }
    )
    made.action_confirm()
    return made


def invoice(env, order_id):
    """Return the posted invoice of an order."""
    move = env["sale.order"].browse(order_id)._create_invoices()
    move.action_post()
    return move


def pay(env, move_id):
    context = {"active_model": "account.move", "active_ids": [move_id]}
    register = env["account.payment.register"].with_context(**context)
    register.create({})._create_payments()


def make_earning(env, ids):
    """Return a ticket whose credit is a large pack that was paid: a coin a minute."""
    plan = env["prepaid.plan"].browse(ids["plan"])
    pack = make_pack(env, plan)
    pack.write({"prepaid_quantity": LARGE, "list_price": LARGE})
    client = make_client(env, f"Earning {pack.id}")
    pay(env, invoice(env, order(env, client.id, pack.id).id).id)
    return make_task(env, client)
