"""Refills that are charged through Stripe, which a stand-in of ours plays."""

import sys
import time

from draws import check_ledger
from tooling.addons_folder import ADDONS
from tooling.client import ServerError

TESTS = ADDONS / "sale_timesheet_prepaid_stripe" / "tests"
SECRET = "whsec_fake"
TEST_URL = "sale_timesheet_prepaid_stripe.test_url"
# What the client of the demo has saved: Stripe's numbers for tests.
METHODS = {
    "4242 (is charged)": "4242424242424242",
    "9995 (has no money)": "4000000000009995",
    "0069 (has expired)": "4000000000000069",
    "3184 (its bank asks the client)": "4000002760003184",
    "3000 (a debit that takes days)": "DE89370400440532013000",
}
GOOD, POOR, EXPIRED, ASKS, DEBIT = METHODS
SECONDS_MAX = 90


def start_stripe():
    """Start the stand-in for Stripe as a process; return what steers it."""
    sys.path.insert(0, str(TESTS))
    from fake_stripe.client import FakeStripe

    return FakeStripe.spawn()


def prepare(admin, fake):
    """Lead the demo to the stand-in and give its client saved methods.

    Return the contract's id. The client's credit is low, and nothing waits.
    """
    fake.endpoint(url=f"{admin.url}/payment/stripe/webhook", secret=SECRET)
    admin.call("ir.config_parameter", "set_param", TEST_URL, fake.url)
    user = admin.read("res.users", [("login", "=", "portal")], "partner_id")
    partner_id = user["partner_id"][0]
    contract = admin.read(
        "prepaid.contract", [("partner_id", "child_of", partner_id)], "company_id"
    )
    provider_id = _enable_provider(admin, contract["company_id"][0])
    _save_methods(admin, fake, partner_id, provider_id)
    _pay_what_waits(admin, contract["id"])
    balance = _read(admin, contract["id"], "balance")
    _write(admin, contract["id"], {"refill_trigger": "none"})
    _write(admin, contract["id"], {"low_threshold": balance + 60})
    return contract["id"]


def _enable_provider(admin, company_id):
    provider = admin.read(
        "payment.provider",
        [("code", "=", "stripe"), ("company_id", "=", company_id)],
        "name",
    )
    admin.call(
        "payment.provider",
        "write",
        [provider["id"]],
        {
            "state": "test",
            "stripe_publishable_key": "pk_test_fake",
            "stripe_secret_key": "sk_test_fake",
            "stripe_webhook_secret": SECRET,
            "allow_tokenization": True,
        },
    )
    for code in ("card", "sepa_direct_debit"):
        method = admin.call(
            "payment.method",
            "search",
            [("code", "=", code), ("active", "in", (True, False))],
        )
        admin.call("payment.method", "write", method, {"active": True})
    return provider["id"]


def _save_methods(admin, fake, partner_id, provider_id):
    saved = admin.call("payment.token", "search", [("provider_id", "=", provider_id)])
    admin.call("payment.token", "write", saved, {"active": False})
    for details, number in METHODS.items():
        method = fake.save_method(number=number)
        code = "card" if number.isdigit() else "sepa_direct_debit"
        kind = admin.read("payment.method", [("code", "=", code)], "name")
        vals = {
            "provider_id": provider_id,
            "payment_method_id": kind["id"],
            "partner_id": partner_id,
            "payment_details": details,
            "provider_ref": method["customer"],
            "stripe_payment_method": method["id"],
        }
        admin.call("payment.token", "create", vals)


def _pay_what_waits(admin, contract_id):
    """Pay the invoices of refills that wait for the client."""
    refills = read_refills(admin, contract_id)
    waiting = [refill for refill in refills if refill["state"] == "waiting"]
    for move_id in [number for refill in waiting for number in refill["invoice_ids"]]:
        context = {"active_model": "account.move", "active_ids": [move_id]}
        wizard = admin.call("account.payment.register", "create", {}, context=context)
        admin.call("account.payment.register", "action_create_payments", [wizard])


# === THE STORY === #


def play(story, admin, client, fake):
    """Play a client whose refills are charged; return whether all figures are right."""
    contract_id = prepare(admin, fake)
    check_agreed(story, admin, client, fake, contract_id)
    check_refused(story, admin, client, fake, contract_id)
    check_debit(story, admin, client, fake, contract_id)
    check_revoked(story, admin, client, fake, contract_id)
    check_ledger(story, admin)
    return story.end()


def check_agreed(story, admin, client, fake, contract_id):
    story.tell("The client agrees while the credit is low, and is charged once")
    before = _read(admin, contract_id, "balance")
    agree(client, contract_id, GOOD)
    refill = wait_for(admin, contract_id, "done", 2)
    story.expect("charges at Stripe", len(fake.ledger()), 1)
    order = admin.call(
        "sale.order", "read", [refill["sale_order_id"][0]], ["amount_total"]
    )
    cents = round(order[0]["amount_total"] * 100)
    story.expect("charged", fake.ledger()[0]["amount"], cents)
    [move] = admin.call("account.move", "read", refill["invoice_ids"], ["state"])
    story.expect("its invoice", move["state"], "posted")
    gained = _read(admin, contract_id, "balance") - before
    story.expect("minutes of credit more", gained, 600)


def check_refused(story, admin, client, fake, contract_id):
    story.tell("A card without money, then one whose bank asks the client")
    agree(client, contract_id, POOR)
    admin.call("prepaid.contract", "action_refill", [contract_id])
    refill = wait_for(admin, contract_id, "pending", 3, "funds")
    story.expect("charges at Stripe", len(fake.ledger()), 1)
    agree(client, contract_id, GOOD)
    admin.call("prepaid.refill", "action_retry", [refill["id"]])
    refill = wait_for(admin, contract_id, "done", 3)
    story.expect("charges at Stripe", len(fake.ledger()), 2)
    agree(client, contract_id, ASKS)
    admin.call("prepaid.contract", "action_refill", [contract_id])
    refill = wait_for(admin, contract_id, "waiting", 4)
    story.expect("what the client is asked", refill["stage"], "client")
    story.expect("charges at Stripe", len(fake.ledger()), 2)
    admin.call("prepaid.refill", "action_cancel", [refill["id"]])


def check_debit(story, admin, client, fake, contract_id):
    story.tell("A debit settles after days, and the bank takes it back")
    agree(client, contract_id, DEBIT)
    before = _read(admin, contract_id, "balance")
    admin.call("prepaid.contract", "action_refill", [contract_id])
    wait_for(admin, contract_id, "bank", 5)
    story.expect("credit meanwhile", _read(admin, contract_id, "balance"), before)
    [intent] = [
        record["id"]
        for record in fake.dump()["objects"]
        if record.get("status") == "processing"
    ]
    fake.settle(intent=intent)
    deliver(fake)
    wait_for(admin, contract_id, "done", 5)
    story.expect("credit", _read(admin, contract_id, "balance"), before + 600)
    fake.dispute(intent=intent, reason="debit_not_authorized")
    deliver(fake)
    wait_for(admin, contract_id, "failed", 5)
    story.expect("credit after that", _read(admin, contract_id, "balance"), before)


def check_revoked(story, admin, client, fake, contract_id):
    story.tell("The client revokes: nothing is charged any more")
    page, _path = client.get_page(f"/my/prepaid/{contract_id}/automatic")
    [form] = [f for f in page.forms if f.action.endswith("/revoke")]
    client.session.post(client.url + form.action, data=dict(form.form_values()))
    charges = len(fake.ledger())
    admin.call("prepaid.contract", "action_refill", [contract_id])
    refill = wait_for(admin, contract_id, "waiting", 6)
    story.expect("what waits for the accountant", refill["stage"], "todo")
    story.expect("charges at Stripe", len(fake.ledger()), charges)


# === HELPERS === #


def agree(client, contract_id, details):
    """Let the client agree to be charged, on the page, as a person does."""
    path = f"/my/prepaid/{contract_id}/automatic"
    page, _path = client.get_page(path)
    labels = {
        " ".join(label.text_content().split()): label.get("for", "")
        for label in page.findall(".//label")
    }
    found = [number for text, number in labels.items() if details in text]
    if not found:
        raise ServerError(f"{path} does not offer {details}: {list(labels)}")
    token = found[0].removeprefix("method_")
    page, _path = client.get_page(f"{path}?token_id={token}&cap_amount=9999")
    [form] = [form for form in page.forms if form.action.endswith("/agree")]
    data = dict(form.form_values()) | {"agree": "1"}
    client.session.post(client.url + form.action, data=data).raise_for_status()


def deliver(fake):
    """Let the stand-in tell Odoo what it did not tell yet."""
    told = getattr(fake, "_told", 0)
    events = [event["id"] for event in fake.events()]
    fake._told = len(events)
    fake.deliver(events=events[told:])


def read_refills(admin, contract_id):
    """Return the refills of a contract, the newest first."""
    names = ["state", "stage", "reason", "sale_order_id", "invoice_ids"]
    return admin.call(
        "prepaid.refill", "search_read", [("contract_id", "=", contract_id)], names
    )


def wait_for(admin, contract_id, state, count, reason=""):
    """Return the latest of so many refills once the crons brought it to that state."""
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        refills = read_refills(admin, contract_id)
        told = refills and refills[0]["reason"] or ""
        is_there = len(refills) == count and refills[0]["state"] == state
        if is_there and reason in told:
            return refills[0]
        time.sleep(0.5)
    raise ServerError(f"refill {count} did not become {state}: {refills[:1]}")


def _read(admin, contract_id, name):
    return admin.call("prepaid.contract", "read", [contract_id], [name])[0][name]


def _write(admin, contract_id, vals):
    admin.call("prepaid.contract", "write", [contract_id], vals)
