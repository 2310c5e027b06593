import copy

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from . import naive
from .common_hold import HoldCommon
from .naive_holds import Contract
from .steady import steady

MINUTES, INDEX = st.integers(1, 90), st.integers(0, 5)
STEP = st.one_of(
    st.tuples(st.just("grant"), INDEX, MINUTES),
    st.tuples(st.just("hold"), INDEX, MINUTES),
    st.tuples(st.just("hold"), INDEX, MINUTES),
    st.tuples(st.just("post"), INDEX, st.integers(0, 90)),
    st.tuples(st.just("log"), INDEX, MINUTES),
    st.tuples(st.just("work"), INDEX, MINUTES),
    st.tuples(st.just("work"), INDEX, MINUTES),
    st.tuples(st.sampled_from(["release", "expire", "delete"]), INDEX, MINUTES),
    st.tuples(st.just("take"), INDEX, MINUTES),
)
POLICIES = st.sampled_from([(False, 0), (True, 0), (True, 60)])


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16 12:00:00")
class TestRandomHolds(HoldCommon):
    """Whatever happens to it, credit set aside is there once, and ends once."""

    @steady(20)
    @given(POLICIES, st.lists(STEP, min_size=6, max_size=16))
    def test_any_history_agrees_with_the_naive_model(self, policy, steps):
        with self.env.cr.savepoint() as savepoint:
            self._begin(*policy)
            for name, index, minutes in steps:
                self._play(name, index, minutes)
            self.assertTiesOut()
            savepoint.rollback()
        self.env.invalidate_all()

    def _begin(self, allow, limit):
        self.plan.overdraft_policy = "allow" if allow else "block"
        self.plan.overdraft_limit = limit
        self.plain = Contract(allow, limit)
        self.plain.grant(120)
        self.holds = self.env["prepaid.hold"].sudo()
        self.lines = []

    def _play(self, name, index, minutes):
        """Do one thing on both; they must agree on whether it is allowed."""
        plain = copy.deepcopy(self.plain)
        try:
            getattr(self, f"_plain_{name}")(plain, index, minutes)
        except naive.Refused:
            plain = None
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_real_{name}")(index, minutes)
                self.env.flush_all()
        except UserError:
            self.env.invalidate_all()
            self.assertIsNone(plain, f"{name} was refused")
        else:
            self.assertIsNotNone(plain, f"{name} was not refused")
            self.plain = plain
        self._compare()

    def _compare(self):
        plain, real = self.plain, self.contract
        self.assertFigures(
            balance=plain.credit - plain.debt,
            debt=plain.debt,
            held=plain.held,
            available=plain.credit - plain.debt - plain.held,
        )
        self.assertEqual(
            [(hold.state, hold.posted_quantity) for hold in self.holds],
            [(hold.state, hold.posted) for hold in plain.holds],
        )
        self.assertEqual(sum(real.sudo().grant_ids.mapped("remaining")), plain.credit)

    def _pick(self, things, index):
        return things[index % len(things)] if things else None

    # === ON BOTH === #

    def _plain_grant(self, plain, index, minutes):
        plain.grant(minutes)

    def _real_grant(self, index, minutes):
        self._grant(self.contract, minutes)

    def _plain_hold(self, plain, index, minutes):
        plain.hold(minutes)

    def _real_hold(self, index, minutes):
        self.holds += self._hold(minutes)

    def _plain_post(self, plain, index, minutes):
        if plain.holds:
            plain.post(self._pick(plain.holds, index), minutes)

    def _real_post(self, index, minutes):
        if self.holds:
            self._pick(self.holds, index)._post(minutes)

    def _plain_log(self, plain, index, minutes):
        if plain.holds:
            plain.work(minutes, self._pick(plain.holds, index))

    def _real_log(self, index, minutes):
        if self.holds:
            line = self._pick(self.holds, index)._log(self._work(minutes))
            self.lines.append(line)

    def _plain_work(self, plain, index, minutes):
        plain.work(minutes)

    def _real_work(self, index, minutes):
        self.lines.append(self._log(minutes))

    def _plain_release(self, plain, index, minutes):
        if plain.holds:
            plain.free_hold(self._pick(plain.holds, index), "released")

    def _real_release(self, index, minutes):
        if self.holds:
            self._pick(self.holds, index)._release()

    def _plain_expire(self, plain, index, minutes):
        if plain.holds:
            plain.free_hold(self._pick(plain.holds, index), "expired")

    def _real_expire(self, index, minutes):
        if self.holds:
            self._pick(self.holds, index)._expire()

    def _plain_delete(self, plain, index, minutes):
        if plain.works:
            plain.delete(self._pick(plain.works, index))

    def _real_delete(self, index, minutes):
        if self.lines:
            line = self._pick(self.lines, index)
            self.lines.remove(line)
            line.unlink()

    def _plain_take(self, plain, index, minutes):
        plain.take(minutes)

    def _real_take(self, index, minutes):
        """Take credit back from the largest grant, as people do."""
        contract = self.contract.sudo()
        other = self._contract(is_default=False).sudo()
        contract._transfer(other, minutes, "Moved")
