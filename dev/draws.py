"""The second half of the story: work draws the credit down until it is refilled."""

from datetime import date, timedelta

from tooling.client import Client

MODULE = "sale_timesheet_prepaid"
PACK_MINUTES = 600
THRESHOLD_MINUTES = 120
GOODWILL_MINUTES = 30


def check_draws(story, admin, order_id):
    """Follow one pack from its grant to its refill; return its contract's id."""
    contract_id = check_grant(story, admin, order_id)
    technician = Client(admin.url, admin.database).sign_in("demo", "demo")
    task_id = open_ticket(admin, contract_id)
    check_minutes(story, admin, technician, task_id, contract_id)
    check_two_grants(story, admin, technician, task_id, contract_id)
    check_refill(story, admin, technician, task_id, contract_id)
    check_ledger(story, admin)
    return contract_id


def get_balance(admin, contract_id):
    """Return the balance of the contract in minutes."""
    contract = admin.read("prepaid.contract", [("id", "=", contract_id)], "balance")
    return contract["balance"]


def check_grant(story, admin, order_id):
    """Check the grant that the paid invoice made and return its contract's id."""
    story.tell("The paid invoice grants the hours")
    grant = admin.read(
        "prepaid.grant",
        [("move_line_id.sale_line_ids.order_id", "=", order_id)],
        *("contract_id", "quantity", "remaining", "amount", "state"),
    )
    order = admin.read("sale.order", [("id", "=", order_id)], "amount_untaxed")
    contract_id = grant["contract_id"][0]
    story.expect("minutes granted", grant["quantity"], PACK_MINUTES)
    story.expect("minutes left on the grant", grant["remaining"], PACK_MINUTES)
    story.expect("price paid, net", grant["amount"], order["amount_untaxed"])
    story.expect("grant", grant["state"], "open")
    story.expect("balance", get_balance(admin, contract_id), PACK_MINUTES)
    return contract_id


def open_ticket(admin, contract_id):
    """Open a ticket of the contract's customer and return its id."""
    contract = admin.read("prepaid.contract", [("id", "=", contract_id)], "partner_id")
    project = admin.read("project.project", [("name", "=", "Help desk")], "name")
    values = {
        "name": "The printer is on fire",
        "project_id": project["id"],
        "partner_id": contract["partner_id"][0],
    }
    return admin.call("project.task", "create", [values])[0]


def log(technician, task_id, minutes):
    """Log minutes on the ticket as a technician does, and return the line's id."""
    values = {"task_id": task_id, "name": "Support", "unit_amount": minutes / 60}
    return technician.call("account.analytic.line", "create", [values])[0]


def check_minutes(story, admin, technician, task_id, contract_id):
    """Log odd minutes one by one: each lowers the balance by exactly that."""
    story.tell("A technician logs minutes on the client's ticket")
    left = PACK_MINUTES
    for minutes in (1, 7, 12, 59):
        log(technician, task_id, minutes)
        left -= minutes
        balance = get_balance(admin, contract_id)
        story.expect(f"balance after {minutes} min", balance, left)
    line_id = log(technician, task_id, 95)
    technician.call("account.analytic.line", "write", [line_id], {"unit_amount": 0.75})
    left -= 45
    label = "balance after 95 min corrected to 45"
    story.expect(label, get_balance(admin, contract_id), left)


def check_two_grants(story, admin, technician, task_id, contract_id):
    """Give goodwill that expires soon; a longer line draws on it, then on the pack."""
    story.tell("Half an hour of goodwill, then a line over two grants")
    before = get_balance(admin, contract_id)
    wizard = {
        "contract_id": contract_id,
        "quantity": GOODWILL_MINUTES,
        "date_expiry": str(date.today() + timedelta(days=30)),
        "reason": "Late answer",
    }
    wizard_id = admin.call("prepaid.contract.correct", "create", [wizard])[0]
    admin.call("prepaid.contract.correct", "action_apply", [wizard_id])
    balance = get_balance(admin, contract_id)
    story.expect("balance with goodwill", balance, before + GOODWILL_MINUTES)
    line_id = log(technician, task_id, 45)
    entries = admin.call(
        "prepaid.entry",
        "search_read",
        [("timesheet_id", "=", line_id)],
        ["grant_id", "quantity"],
        order="id",
    )
    drawn = [entry["quantity"] for entry in entries]
    story.expect("45 min drawn from two grants", drawn, [-30, -15])
    balance = get_balance(admin, contract_id)
    story.expect("balance after 45 min", balance, before + GOODWILL_MINUTES - 45)


def run_cron(admin, name):
    """Run a cron of the addon now."""
    cron = admin.read(
        "ir.model.data", [("module", "=", MODULE), ("name", "=", name)], "res_id"
    )
    admin.call("ir.cron", "method_direct_trigger", [cron["res_id"]])


def read_refills(admin, contract_id):
    """Return the refills of the contract with their orders."""
    run_cron(admin, "prepaid_refill_cron")
    domain = [("contract_id", "=", contract_id)]
    return admin.call(
        "prepaid.refill", "search_read", domain, ["state", "sale_order_id"]
    )


def check_refill(story, admin, technician, task_id, contract_id):
    """Draw to the threshold: one refill, one order, one draft invoice."""
    story.tell("At the threshold exactly one refill waits for the accountant")
    left = get_balance(admin, contract_id)
    log(technician, task_id, left - THRESHOLD_MINUTES - 1)
    balance = get_balance(admin, contract_id)
    story.expect("a minute above the threshold", balance, THRESHOLD_MINUTES + 1)
    story.expect("refills", len(read_refills(admin, contract_id)), 0)
    log(technician, task_id, 1)
    balance = get_balance(admin, contract_id)
    story.expect("balance at the threshold", balance, THRESHOLD_MINUTES)
    read_refills(admin, contract_id)
    log(technician, task_id, 10)
    refills = read_refills(admin, contract_id)
    story.expect("refills", [refill["state"] for refill in refills], ["waiting"])
    check_refill_invoice(story, admin, refills[0]["sale_order_id"][0])


def check_refill_invoice(story, admin, order_id):
    """Check the confirmed order and its draft invoice."""
    order = admin.read(
        "sale.order", [("id", "=", order_id)], "state", "invoice_ids", "amount_total"
    )
    invoices = admin.call(
        "account.move", "read", order["invoice_ids"], ["state", "amount_total"]
    )
    story.expect("refill order", order["state"], "sale")
    story.expect("its invoices", [move["state"] for move in invoices], ["draft"])
    story.expect("invoice total", invoices[0]["amount_total"], order["amount_total"])


def check_ledger(story, admin):
    """Ask the addon to prove its ledger over the whole database."""
    story.tell("The ledger ties out")
    answer = admin.call("prepaid.contract", "action_check_integrity")
    story.expect("ledger check", answer["params"]["type"], "success")
