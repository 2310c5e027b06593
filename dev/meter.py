"""The last part of the story: a metered ticket, and what the client sees of it."""

import csv
import io
from datetime import date
from time import sleep

from draws import get_balance, open_ticket
from tooling.client import TIMEOUT_SECONDS, Client, ServerError

METERED_MINUTES = 6
CALL_MINUTES = 4


def check_meter(story, admin, client, contract_id):
    """Follow a ticket that is metered to the statement of its client."""
    technician = Client(admin.url, admin.database).sign_in("demo", "demo")
    task_id = open_ticket(admin, contract_id)
    check_clock(story, admin, technician, task_id, contract_id)
    check_quick_log(story, admin, technician, task_id, contract_id)
    check_portal(story, admin, client, contract_id)


def check_clock(story, admin, technician, task_id, contract_id):
    """Start, stop and stop again: one line, drawn once."""
    story.tell("A technician runs the meter on a ticket")
    before = get_balance(admin, contract_id)
    task = admin.read("project.task", [("id", "=", task_id)], "project_id")
    started = technician.call("prepaid.meter", "start", task["project_id"][0], task_id)
    meter = started["meter"]
    story.expect("meter", meter["state"], "running")
    again = technician.call("prepaid.meter", "start", task["project_id"][0], task_id)
    story.expect("started twice, meters", again["meter"]["id"] == meter["id"], True)
    # Calls cost the same at night and on Sundays, whenever this is run.
    call_id = admin.read("prepaid.usage.type", [("name", "=", "Phone call")])["id"]
    lines = [
        technician.call(
            "prepaid.meter",
            "stop",
            [meter["id"]],
            METERED_MINUTES,
            name="Asked which cable",
            usage_type_id=call_id,
        )["timesheet_id"]
        for _turn in range(2)
    ]
    story.expect("stopped twice, lines", len(set(lines)), 1)
    balance = get_balance(admin, contract_id)
    story.expect("balance after 6 min", balance, before - METERED_MINUTES)


def check_quick_log(story, admin, technician, task_id, contract_id):
    """Log a call in one line of text."""
    before = get_balance(admin, contract_id)
    text = f"{CALL_MINUTES}m phone reset password"
    result = technician.call("project.task", "quick_log", [task_id], text)
    story.expect("quick log", result["explanation"], f"{CALL_MINUTES} min")
    balance = get_balance(admin, contract_id)
    story.expect("balance after the call", balance, before - CALL_MINUTES)


def check_portal(story, admin, client, contract_id):
    """Compare what the client reads with the ledger; a stranger reads nothing."""
    story.tell("The client reads balance and statement in the portal")
    contract = admin.read(
        "prepaid.contract", [("id", "=", contract_id)], "balance", "name"
    )
    page, path = client.get_page(f"/my/prepaid/{contract_id}")
    story.expect("page", path, f"/my/prepaid/{contract_id}")
    live = client.post(f"/my/prepaid/{contract_id}/balance")["balance"]
    shown = page.xpath("//*[contains(@class, 'o_prepaid_balance_amount')]/text()")
    story.expect("balance on the page", shown[0].strip(), live)
    # A statement tells what was booked up to the last second that is over.
    sleep(2)
    rows = read_statement(client, contract_id)
    opening, closing = (float(rows[n]["Balance after"]) for n in (0, -1))
    moved = sum(float(row["Credit moved"]) for row in rows[1:-1])
    story.expect("closing balance", closing, contract["balance"])
    story.expect("opening and all lines", opening + moved, contract["balance"])
    stranger = Client(admin.url, admin.database)
    _page, path = stranger.get_page(f"/my/prepaid/{contract_id}")
    story.expect("what a stranger gets", path.startswith("/web/login"), True)


def read_statement(client, contract_id):
    """Return the rows of this year's statement, as the client downloads it."""
    answer = client.session.get(
        f"{client.url}/my/prepaid/{contract_id}/statement.csv",
        params={
            "date_from": f"{date.today():%Y}-01-01",
            "date_to": f"{date.today():%Y}-12-31",
        },
        timeout=TIMEOUT_SECONDS,
    )
    if not answer.ok:
        raise ServerError(f"the statement answers {answer.status_code}")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
