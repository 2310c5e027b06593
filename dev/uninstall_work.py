"""What people did with each addon beside the main one, for `uninstall_each.py`."""

import base64
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

import uninstall_helpdesk
from uninstall import make_client, sell

SESSION = "sale_timesheet_prepaid_session"
SERVICE = "sale_timesheet_prepaid_service"
LOYALTY = "sale_timesheet_prepaid_loyalty"
STRIPE = "sale_timesheet_prepaid_stripe"
CONTRACT = "sale_timesheet_prepaid_contract"
DASHBOARDS = "spreadsheet_dashboard_sale_timesheet_prepaid"
HELPDESK = uninstall_helpdesk.ADDON
WALLET = 50
TALK_MINUTES = 10
NOON = 12


def get_client(env):
    """Return the client of the story, with a contract and credit."""
    client = env["res.partner"].search([("name", "=", "Uninstalled")], limit=1)
    if not client:
        client = make_client(env)
        sell(env, env["prepaid.plan"].search([("name", "=", "Hours")]), client)
    return client


def get_contract(env):
    domain = [("partner_id", "=", get_client(env).id), ("unit", "=", "time")]
    return env["prepaid.contract"].search(domain)


def talk(env):
    """One talk was held, one is booked with credit, one with a card; a call came in."""
    offer = env.ref(f"{SESSION}.prepaid_session_offer_demo")
    book_talk(env, offer, 1)._secure()
    card = book_talk(env, offer, 2, by_contract=False)
    provider = env["payment.provider"].search(
        [("code", "=", "demo"), ("company_id", "=", env.company.id)], limit=1
    )
    provider.state = "test"
    payment = env["payment.transaction"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": env.ref("payment_demo.payment_method_demo").id,
            "amount": card.cap_amount,
            "currency_id": card.currency_id.id,
            "partner_id": card.partner_id.id,
            "operation": "online_direct",
            "reference": card.name,
            "prepaid_session_id": card.id,
        }
    )
    payment._process("demo", {"reference": card.name, "simulated_state": "done"})
    held = book_talk(env, offer, 0)
    held._secure()
    held._start()
    held.meter_id.spans = [[0, TALK_MINUTES * 60]]
    held._stop("staff")
    import_calls(env, offer)
    vals = {"summary": "Call back", "user_id": env.ref("base.user_admin").id}
    card.activity_schedule("mail.mail_activity_data_todo", **vals)
    env["ir.filters"].create({"name": "Mine", "model_id": "prepaid.session"})


def book_talk(env, offer, days, by_contract=True):
    start = fields.Datetime.now().replace(minute=0, second=0) + timedelta(days=days)
    session = env["prepaid.session"]._book(
        offer, offer.user_ids[:1], get_client(env), start.replace(hour=NOON), 15
    )
    session._accept("Ann", "192.0.2.7", by_contract=by_contract)
    return session


def import_calls(env, offer):
    rows = "Call Time,Call ID,From,To,Direction,Status,Ringing,Talking,Cost\n"
    rows += "2026-03-10T09:00:00,x1,0199007070,Ada (101),Inbound,Answered,"
    rows += "00:00:05,00:03:00,0\n"
    calls = env["prepaid.call.import"].create(
        {"name": "calls.csv", "file": base64.b64encode(rows.encode())}
    )
    calls.layout_id.write({"project_id": offer.project_id.id, "tz": "UTC"})
    calls.action_preview()


def end_talks(env):
    """Cancel what a card holds money for, and let the cron give it back."""
    domain = [("transaction_ids.state", "=", "authorized")]
    held = env["prepaid.session"].search(domain)
    held._cancel("staff")
    env.cr.commit()
    env["prepaid.session"]._cron_collect()


def book_services(env):
    """One service was delivered, one is open."""
    service = env.ref(f"{SERVICE}.product_template_review_demo")
    contract = get_contract(env)
    service.prepaid_service_plan_ids = contract.plan_id
    requests = env["prepaid.service.request"]
    user = env.ref("base.user_admin")
    for number in range(2):
        form = {"text": "Please read this.", "reference": f"form-{number}"}
        request = requests._book(contract, service, contract.partner_id, form)
    request.with_user(user).sudo()._deliver(20, "Read it.")
    env["ir.filters"].create({"name": "Mine", "model_id": requests._name})


def take_over_wallet(env):
    """Money that a client had on an eWallet became credit."""
    plan = env["prepaid.plan"].create(
        {"name": "Money", "unit": "money", "currency_id": env.company.currency_id.id}
    )
    reward = {
        "reward_type": "discount",
        "discount_mode": "per_point",
        "discount": 1,
        "discount_applicability": "order",
        "required_points": 1,
    }
    program = env["loyalty.program"].create(
        {
            "name": "Wallet",
            "program_type": "ewallet",
            "applies_on": "future",
            "trigger": "auto",
            "reward_ids": [Command.create(reward)],
        }
    )
    card = env["loyalty.card"].create(
        {
            "program_id": program.id,
            "partner_id": get_client(env).id,
            "points": WALLET,
        }
    )
    line = {
        "partner_id": card.partner_id.id,
        "plan_id": plan.id,
        "quantity": WALLET,
        "amount": WALLET,
        "loyalty_card_id": card.id,
        "reference": f"Wallet · {card.code}",
    }
    account = env["account.account"].search(
        [("account_type", "=", "income"), ("company_ids", "in", env.company.ids)],
        limit=1,
    )
    opening = env["prepaid.opening"].create(
        {
            "name": "Wallets",
            "date": env.company._get_prepaid_today(),
            "account_id": account.id,
            "line_ids": [Command.create(line)],
        }
    )
    opening._run()


def pay_by_stripe(env):
    """A payment differs, a saved card expires, and a dispute is open."""
    provider = env["payment.provider"].search([("code", "=", "stripe")], limit=1)
    client = get_client(env)
    method = env.ref("payment.payment_method_card").id
    token = env["payment.token"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": method,
            "partner_id": client.id,
            "payment_details": "4242",
            "provider_ref": "cus_1",
            "stripe_date_expiry": "2030-01-31",
        }
    )
    payment = env["payment.transaction"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": method,
            "amount": 10,
            "currency_id": env.company.currency_id.id,
            "partner_id": client.id,
            "reference": "Disputed",
            "token_id": token.id,
            "stripe_dispute_ref": "dp_1",
            "stripe_dispute_status": "needs_response",
        }
    )
    env["prepaid.payment.difference"].create(
        {
            "provider_id": provider.id,
            "transaction_id": payment.id,
            "date": "2026-01-01",
            "kind": "missing",
        }
    )


def bill_by_month(env):
    """A recurring contract sells packs, and its first invoice waits to be posted."""
    contract = get_contract(env)
    pack = env["product.product"].search(
        [("prepaid_plan_id", "=", contract.plan_id.id)], limit=1
    )
    line = {
        "product_id": pack.id,
        "name": "Support",
        "quantity": 1,
        "price_unit": 100,
        "recurring_rule_type": "monthly",
        "recurring_interval": 1,
        "recurring_invoicing_type": "pre-paid",
        "date_start": "2026-03-01",
        "prepaid_contract_id": contract.id,
    }
    recurring = env["contract.contract"].create(
        {
            "name": "By the month",
            "partner_id": contract.partner_id.id,
            "company_id": env.company.id,
            "line_recurrence": True,
            "contract_line_ids": [Command.create(line)],
        }
    )
    recurring.recurring_create_invoice()


def look_at_dashboards(env):
    """Somebody shows a dashboard on top."""
    env.ref(f"{DASHBOARDS}.spreadsheet_dashboard_contracts").sequence = 1


WORK = {
    SESSION: talk,
    SERVICE: book_services,
    LOYALTY: take_over_wallet,
    STRIPE: pay_by_stripe,
    CONTRACT: bill_by_month,
    DASHBOARDS: look_at_dashboards,
    HELPDESK: uninstall_helpdesk.fill,
}
END = {SESSION: end_talks}
