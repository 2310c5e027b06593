from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_gate import GateCommon
from .naive_gate import Desk
from .steady import steady

POLICIES = ("open", "warn", "wait", "stop")
INDEX = st.integers(0, 5)
STEP = st.one_of(
    st.tuples(st.just("grant"), st.integers(1, 30)),
    st.tuples(st.just("open"), st.sampled_from(["portal", "form"]), st.booleans()),
    st.tuples(st.just("open"), st.sampled_from(["portal", "form"]), st.booleans()),
    st.tuples(st.just("work"), INDEX, st.integers(1, 40)),
    st.tuples(st.just("work"), INDEX, st.integers(1, 40)),
    st.tuples(st.sampled_from(["accept", "call_emergency"]), INDEX),
    st.tuples(st.just("policy"), st.sampled_from(POLICIES)),
    st.tuples(st.just("look")),
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomGate(GateCommon):
    """Whatever happens, each ticket is in, waits or is refused as the plan says."""

    @steady(12)
    @given(st.sampled_from(POLICIES), st.lists(STEP, min_size=6, max_size=14))
    def test_any_history_agrees_with_the_naive_model(self, policy, steps):
        with self.env.cr.savepoint() as savepoint:
            self.plan.new_ticket_policy = policy
            self.plain, self.tickets = Desk(policy), []
            for name, *values in steps:
                getattr(self, f"_play_{name}")(*values)
                self._compare(name)
            self.assertFalse(self.env["prepaid.contract"]._check_integrity())
            savepoint.rollback()
        self.env.invalidate_all()

    def _compare(self, name):
        states = [ticket.prepaid_gate for ticket in self.tickets]
        self.assertEqual(states, self.plain.tickets, name)
        self.assertEqual(self.contract.balance, self.plain.credit - self.plain.debt)
        for ticket in self.tickets:
            state = ticket.prepaid_gate
            self.assertEqual(ticket.active, state != "refused")
            self.assertEqual(ticket.stage_id.is_prepaid_waiting, state == "waiting")

    # === STEPS, ON BOTH === #

    def _play_grant(self, minutes):
        self._grant(self.contract, minutes)
        self.plain.grant(minutes)

    def _play_open(self, channel, is_emergency):
        tags = self.emergency if is_emergency else self.emergency.browse()
        vals = {"tag_ids": [Command.set(tags.ids)]}
        name = f"Ticket {len(self.tickets)}"
        self.tickets.append(self._open(channel, name, **vals))
        self.plain.open(is_emergency)

    def _play_work(self, index, minutes):
        if not self.tickets:
            return
        index %= len(self.tickets)
        try:
            with self.env.cr.savepoint():
                self._log(minutes, task=self.tickets[index])
                self.env.flush_all()
        except UserError:
            self.env.invalidate_all()
            is_logged = False
        else:
            is_logged = True
        self.assertEqual(is_logged, self.plain.work(index, minutes))

    def _play_accept(self, index):
        if self.tickets:
            index %= len(self.tickets)
            if self.tickets[index].prepaid_gate in ("waiting", "refused"):
                self.tickets[index].action_accept_prepaid()
                self.plain.accept(index)

    def _play_call_emergency(self, index):
        if self.tickets:
            index %= len(self.tickets)
            self.tickets[index].tag_ids += self.emergency
            self.plain.call_emergency(index)

    def _play_policy(self, policy):
        self.plan.new_ticket_policy = policy
        self.plain.policy = policy

    def _play_look(self):
        self._let_cron_run()
        self.plain.look()
