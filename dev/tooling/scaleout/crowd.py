"""People and programs who work on a site, and what each of them was told."""

import threading
import time
from typing import NamedTuple

import requests

from ..client import Client, ServerError

TIMEOUT_SECONDS = 60
PAUSE_SECONDS = 0.1
GIVE_UP_SECONDS = 120
PAGES = ("", "/statement", "/statement.csv")


class Act(NamedTuple):
    """Something asked of the site, and what was wrong with the answer, if anything."""

    who: str
    begun: float
    seconds: float
    problem: str


class Actor:
    """Somebody who does one thing after another until told to stop."""

    def __init__(self, name, site, facts):
        self.name, self.site, self.facts = name, site, facts
        self.number = 0
        self.acts, self.booked = [], []

    def sign_in(self):
        """Prepare what is done once."""

    def step(self):
        raise NotImplementedError

    def play(self, is_over):
        while not is_over.is_set():
            self.number += 1
            self.step()

    def do(self, function):
        """Return what a function answers, None if it has failed: both are kept."""
        begun, problem, answer = time.time(), "", None
        try:
            answer = function()
        except requests.HTTPError as error:
            problem = str(error.response.status_code)
        except (requests.RequestException, ServerError) as error:
            problem = type(error).__name__
        self.acts.append(Act(self.name, begun, time.time() - begun, problem))
        if problem:
            time.sleep(PAUSE_SECONDS)
        return answer

    def make_client(self, login):
        client = Client(self.site.url, self.site.database)
        return client.sign_in(login, self.facts["password"])


class Technician(Actor):
    """Logs work in the back office: what fails is not tried again, it may be there."""

    def sign_in(self):
        self.client = self.make_client(self.facts["technician"])

    def step(self):
        tickets = self.facts["tickets"]
        ticket = tickets[self.number % len(tickets)]
        name = f"{self.name}-{self.number}"
        vals = {
            "name": name,
            "project_id": ticket["project_id"],
            "task_id": ticket["task_id"],
            "unit_amount": 1 / 60,
        }
        line = self.do(
            lambda: self.client.call("account.analytic.line", "create", [vals])
        )
        if line:
            self.booked.append(name)


class Machine(Actor):
    """Logs work by the API until it is told that it is booked, then looks at once."""

    def __init__(self, name, site, facts):
        super().__init__(name, site, facts)
        self.own = facts["own"].pop()
        self.looks, self.stale = 0, 0
        self.shown = None

    def sign_in(self):
        self.client = self.make_client(self.own["login"])
        self.shown = self.look()
        self.expected = self.call("api_balance")["balance"]

    def step(self):
        name = f"{self.name}-{self.number}"
        work = {
            "idempotency_key": name,
            "description": name,
            "minutes": 1,
            "task_id": self.own["task_id"],
            "user_id": self.facts["technician_id"],
        }
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while not self.do(lambda: self.call("api_log_work", **work)):
            if time.monotonic() > deadline:
                return
        self.booked.append(name)
        self.expected -= 1
        self.check()

    def check(self):
        """Look at the balance as a program and as the client: both must know."""
        told = self.do(lambda: self.call("api_balance"))
        if told:
            self.looks += 1
            self.stale += told["balance"] != self.expected
        shown = self.do(self.look)
        if shown:
            self.looks += 1
            self.stale += shown == self.shown
            self.shown = shown

    def look(self):
        """Return the balance in words, as the client's page has it."""
        path = f"/my/prepaid/{self.own['contract_id']}/balance"
        return self.client.post(path)["balance"]

    def call(self, verb, **arguments):
        answer = requests.post(
            f"{self.site.url}/json/2/prepaid.contract/{verb}",
            json=arguments | {"ids": [self.own["contract_id"]]},
            headers={"Authorization": f"Bearer {self.facts['key']}"},
            timeout=TIMEOUT_SECONDS,
        )
        answer.raise_for_status()
        return answer.json()


class Reader(Actor):
    """A client who opens one page after another."""

    def sign_in(self):
        self.own = self.facts["tickets"][int(self.name[-1])]
        self.client = self.make_client(self.own["login"])

    def step(self):
        page = PAGES[self.number % len(PAGES)]
        path = f"/my/prepaid/{self.own['contract_id']}{page}"
        self.do(lambda: self.client.get_page(path) and True)


def gather(site, facts):
    """Return everybody, signed in."""
    everybody = [
        Technician("technician1", site, facts),
        Technician("technician2", site, facts),
        Machine("machine1", site, facts),
        Machine("machine2", site, facts),
        Reader("reader1", site, facts),
        Reader("reader2", site, facts),
        Reader("reader3", site, facts),
    ]
    for actor in everybody:
        actor.sign_in()
        # What the first visit makes is no part of the story.
        actor.number += 1
        actor.step()
        actor.acts.clear()
    return everybody


def set_to_work(everybody, is_over):
    """Start everybody and return their threads."""
    threads = [
        threading.Thread(target=actor.play, args=(is_over,), name=actor.name)
        for actor in everybody
    ]
    for thread in threads:
        thread.start()
    return threads
