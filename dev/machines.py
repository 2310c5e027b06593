"""The part of the story that machines play: through the API, with their own key."""

import json
import os
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import requests

from tooling.cache import CHECKOUT

EXAMPLES = CHECKOUT / "docs" / "examples" / "api"
CLIENTS = 8
WORKS = 10
ROUTE = "/json/2/prepaid.contract/"


class Machine:
    """A program that calls the API."""

    def __init__(self, url, database, key):
        self.url = url
        self.headers = {"Authorization": f"Bearer {key}", "X-Odoo-Database": database}

    def call(self, method, contract_id, **arguments):
        """Call a method; return the status and the answer."""
        arguments["ids"] = [contract_id]
        answer = requests.post(
            self.url + ROUTE + method, json=arguments, headers=self.headers, timeout=120
        )
        return answer.status_code, answer.json()

    def insist(self, method, contract_id, **arguments):
        """Send the same again until it is not answered by “busy”."""
        status, answer = self.call(method, contract_id, **arguments)
        while answer.get("code") == "busy":
            status, answer = self.call(method, contract_id, **arguments)
        return status, answer


def check_machines(story, admin, email, contract_id):
    """Let programs work for the client; what they draw is drawn once."""
    key = make_key(story, admin)
    project = admin.read("project.project", [("name", "=", "Help desk")], "name")
    worker = admin.read("res.users", [("login", "=", "demo")], "name")
    examples = Examples(admin, key)
    check_examples(story, examples, contract_id, (email, project["id"], worker["id"]))
    machine = Machine(admin.url, admin.database, key)
    work = {"project_id": project["id"], "user_id": worker["id"], "minutes": 1}
    check_many(story, machine, contract_id, work)
    check_strangers(story, admin, contract_id)


def make_key(story, admin):
    """Make a key as an administrator does, on Configuration → API Requests."""
    story.tell("A machine gets a key that opens the API and nothing else")
    wizard = admin.call("prepaid.api.user", "create", [{"name": "Monitoring"}])
    shown = admin.call("prepaid.api.user", "action_make", wizard)
    return shown["context"]["default_key"]


class Examples:
    """The programs of the documentation, run as people run them."""

    def __init__(self, admin, key):
        self.environment = {
            "ODOO_URL": admin.url,
            "ODOO_KEY": key,
            "ODOO_DATABASE": admin.database,
        }

    def run(self, program, *arguments):
        """Return what a program prints, as data; what it complains of, if it fails."""
        command = [sys.executable if program.endswith(".py") else "sh", program]
        result = subprocess.run(
            [*command, *map(str, arguments)],
            cwd=EXAMPLES,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
        )
        failed = {"failed": result.stderr}
        return failed if result.returncode else json.loads(result.stdout)

    def run_twice(self, *command):
        """Return what the second run prints."""
        self.run(*command)
        return self.run(*command)


def check_examples(story, examples, contract_id, facts):
    """Run the examples, each twice: it counts once."""
    story.tell("The examples of the documentation, each run twice")
    before = examples.run("balance.sh", contract_id).get("balance", 0)
    given = examples.run_twice("goodwill.sh", contract_id, "incident-42")
    story.expect("balance with goodwill (curl)", given.get("balance"), before + 15)
    email, project_id, user_id = facts
    work = (email, 12, "Certificate renewed", "work-1", project_id, user_id)
    logged = examples.run_twice("log_work.py", *work)
    story.expect("balance after 12 min (Python)", logged.get("balance"), before + 3)
    begun = datetime.now(timezone.utc).isoformat(timespec="seconds")
    called = examples.run_twice("phone_call.py", contract_id, "call-17", begun, 3)
    story.expect("drawn of half an hour set aside", called.get("posted"), 3)
    balance = examples.run("balance.sh", contract_id)
    story.expect("balance after a call", balance.get("balance"), before)
    story.expect("still set aside", balance.get("held"), 0)


def check_many(story, machine, contract_id, work):
    """Many clients at once send what they have to do, each of it twice."""
    story.tell(f"{CLIENTS} clients at once log {WORKS} works of a minute, each twice")
    gift = {"idempotency_key": str(uuid.uuid4()), "quantity": WORKS, "reason": "Race"}
    _status, given = machine.insist("api_give_goodwill", contract_id, **gift)
    keys = [f"parallel-{uuid.uuid4()}" for _number in range(WORKS)] * 2

    def log(key):
        facts = work | {"description": "Parallel", "idempotency_key": key}
        status, answer = machine.insist("api_log_work", contract_id, **facts)
        return status, answer.get("timesheet_id")

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(log, keys))
    story.expect("answers that say it is done", [a[0] for a in answers].count(200), 20)
    story.expect("lines logged", len({line for _status, line in answers}), WORKS)
    pairs = zip(answers[:WORKS], answers[WORKS:], strict=True)
    story.expect("repeats with the same line", sum(a == b for a, b in pairs), WORKS)
    _status, after = machine.call("api_balance", contract_id)
    story.expect("minutes drawn", given["balance"] - after["balance"], WORKS)


def check_strangers(story, admin, contract_id):
    """A wrong key and a wrong contract are refused, with a code."""
    stranger = Machine(admin.url, admin.database, "0" * 40)
    status, answer = stranger.call("api_balance", contract_id)
    story.expect("a stranger's key", (status, answer["code"]), (401, "unauthorized"))
