from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon
from .steady import steady

CLIENTS = ("group", "site", "other", "plain")
NUMBER = st.integers(min_value=0, max_value=7)
LIFE = st.one_of(
    st.tuples(st.just("log"), NUMBER, st.integers(min_value=1, max_value=90)),
    st.tuples(st.just("edit"), NUMBER, st.integers(min_value=1, max_value=90)),
    st.tuples(st.just("day"), NUMBER, st.integers(min_value=-5, max_value=5)),
    st.tuples(st.just("give"), NUMBER, NUMBER),
    st.tuples(st.just("copy"), NUMBER, NUMBER),
    st.tuples(st.just("state"), NUMBER, NUMBER),
    st.tuples(st.just("end"), NUMBER, st.integers(min_value=-3, max_value=3)),
    st.tuples(st.just("cover"), NUMBER, NUMBER),
    st.tuples(st.just("drop"), NUMBER, NUMBER),
    st.tuples(st.just("sites"), NUMBER, NUMBER),
    st.tuples(st.just("merge"), NUMBER, NUMBER),
    st.tuples(st.just("parent"), NUMBER, NUMBER),
    st.tuples(st.just("switch"), NUMBER, NUMBER),
)


class Life:
    """A naive model beside the addon: it knows whose each ticket is, nothing else."""

    def __init__(self, test):
        self.test, self.env = test, test.env
        self.clients = [test.clients[name] for name in CLIENTS]
        self.contracts = test.contracts
        # Which contracts paid for a client at any time: what was drawn rightly stays.
        self.payers = {client: set() for client in self.clients}
        self.buyer = dict(zip(self.contracts, self.clients, strict=False))
        self.owner, self.minutes, self.ticket = {}, {}, {}
        for client in self.clients:
            project = test._project(f"Desk of {client.name}", client)
            self.owner[test._task("First", project)] = client
        self._note_payers()

    def _get_above(self, client):
        """Return a client and whoever is above it, as they were made."""
        while client:
            yield client
            client = client.parent_id

    def _note_payers(self):
        for client in self.clients:
            above = set(self._get_above(client))
            self.payers[client] |= {c for c in self.contracts if self.buyer[c] in above}

    def _pick(self, things, number):
        things = list(things)
        return things[number % len(things)] if things else None

    def step(self, verb, number, value):
        getattr(self, f"_{verb}")(number, value)
        self.env.flush_all()
        self._note_payers()

    def _log(self, number, minutes):
        task = self._pick(self.owner, number)
        line = self.test._log(minutes, task=task)
        self.minutes[line], self.ticket[line] = minutes, task

    def _edit(self, number, minutes):
        if line := self._pick(self.minutes, number):
            line.unit_amount = minutes / 60
            self.minutes[line] = minutes

    def _day(self, number, days):
        if line := self._pick(self.minutes, number):
            line.date = TODAY + timedelta(days=days)

    def _give(self, number, value):
        task, client = self._pick(self.owner, number), self._pick(self.clients, value)
        task.partner_id = client
        self.owner[task] = client

    def _copy(self, number, value):
        if len(self.owner) < 8:
            task = self._pick(self.owner, number)
            client = self._pick(self.clients, value)
            self.owner[task.copy({"partner_id": client.id})] = client

    def _state(self, number, value):
        states = ("active", "suspended", "draft", "closed")
        self._pick(self.contracts, number).state = states[value % 4]

    def _end(self, number, days):
        self._pick(self.contracts, number).date_end = TODAY + timedelta(days=days)

    def _cover(self, _number, _value):
        lines = self.env["account.analytic.line"].concat(*self.minutes)
        lines.sudo().filtered("prepaid_uncovered")._cover()

    def _drop(self, number, _value):
        if line := self._pick(self.minutes, number):
            line.unlink()
            del self.minutes[line], self.ticket[line]

    def _sites(self, _number, value):
        self.contracts[0].covers_sites = bool(value % 2)

    def _merge(self, number, value):
        gone, kept = self._pick(self.clients, number), self._pick(self.clients, value)
        if kept in self._get_above(gone) or gone in self._get_above(kept):
            return
        self.test.merge(gone, kept)
        self.clients.remove(gone)
        self.payers[kept] |= self.payers.pop(gone)
        for things in (self.owner, self.buyer):
            things.update({t: kept for t, client in things.items() if client == gone})

    def _parent(self, number, value):
        client = self._pick(self.clients, number)
        parent = self._pick([None, *self.clients], value)
        if not parent or client not in self._get_above(parent):
            client.parent_id = parent

    def _switch(self, _number, value):
        self.test.technician.company_id = self.test.companies[value % 2]

    def check(self):
        """Compare: all work of clients is drawn or on the list, and on whose credit."""
        drawn = dict.fromkeys(self.contracts, 0)
        for line, minutes in self.minutes.items():
            client = self.owner[self.ticket[line]]
            line_sudo = line.sudo()
            contract = line_sudo.prepaid_contract_id
            if contract:
                self.test.assertIn(contract, self.payers[client])
                self.test.assertFalse(line_sudo.prepaid_uncovered)
                drawn[contract] += minutes
            elif client.prepaid_contract_ids:
                self.test.assertTrue(line_sudo.prepaid_uncovered, client.name)
        for contract, minutes in drawn.items():
            self.test.assertEqual(contract.balance, 600 - minutes)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomCustomers(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "allow"
        cls.clients = {
            name: cls.env["res.partner"].create({"name": name, "is_company": True})
            for name in CLIENTS
        }
        cls.clients["site"].parent_id = cls.clients["group"]
        cls.contracts = [
            cls._contract(600, client=cls.clients[name]) for name in CLIENTS[:3]
        ]
        # A technician of two companies, of which the other is current now and then.
        cls.companies = cls.company | cls.setup_other_company(name="Branch")["company"]
        cls.technician.company_ids = cls.companies
        cls.merger = cls._user(
            "merger", "base.group_system", "base.group_partner_manager"
        )

    def merge(self, gone, kept):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.merger)
        wizard.create(
            {
                "partner_ids": [Command.set((gone | kept).ids)],
                "dst_partner_id": kept.id,
            }
        ).action_merge()
        self.env.invalidate_all()

    @given(st.lists(LIFE, max_size=25))
    @steady(30)
    def test_all_work_of_clients_is_drawn_on_their_credit_or_listed(self, steps):
        with self.env.cr.savepoint() as savepoint:
            life = Life(self)
            for step in steps:
                life.step(*step)
            life.check()
            self.assertTiesOut()
            savepoint.rollback()
        self.env.invalidate_all()
