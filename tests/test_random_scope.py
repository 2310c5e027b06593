import copy

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from . import naive, naive_scope
from .common import TODAY
from .common_hold import EVENING
from .common_scope import ScopeCommon
from .random_scope import SCOPE, SCOPE_STEP, WORK, ScopeHistory
from .steady import steady

MINUTES, INDEX = st.integers(1, 90), st.integers(0, 5)
HOLD_STEP = st.one_of(
    st.tuples(st.just("grant"), MINUTES, SCOPE),
    st.tuples(st.just("hold"), MINUTES, WORK),
    st.tuples(st.just("hold"), MINUTES, WORK),
    st.tuples(st.just("work"), MINUTES, WORK),
    st.tuples(st.just("post"), MINUTES, INDEX),
    st.tuples(st.just("release"), MINUTES, INDEX),
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomScope(ScopeCommon):
    """Whatever happens, credit pays for work that fits it, and never twice."""

    @steady(25)
    @given(st.booleans(), st.lists(SCOPE_STEP, min_size=6, max_size=16))
    def test_any_history_agrees_with_the_naive_model(self, allow, steps):
        with self.env.cr.savepoint() as savepoint:
            history = ScopeHistory(self, allow)
            for operation in steps:
                history.play(*operation)
            self.assertTiesOut()
            savepoint.rollback()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16 12:00:00")
class TestRandomScopedHolds(ScopeCommon):
    """What is set aside is kept from work that could take it, and only from that."""

    @steady(25)
    @given(st.booleans(), st.lists(HOLD_STEP, min_size=6, max_size=16))
    def test_any_history_agrees_with_the_naive_model(self, allow, steps):
        with self.env.cr.savepoint() as savepoint:
            self.plan.overdraft_policy = "allow" if allow else "block"
            self.history = ScopeHistory(self, allow)
            self.real = self.history.real[0].sudo()
            self.plain = naive_scope.Contract(allow)
            self.holds = self.env["prepaid.hold"].sudo()
            for name, minutes, what in steps:
                self._play(name, minutes, what)
            self.assertTiesOut()
            savepoint.rollback()
        self.env.invalidate_all()

    def _play(self, name, minutes, what):
        """Do one thing on both; they must agree on whether it is allowed."""
        plain = copy.deepcopy(self.plain)
        try:
            getattr(self, f"_plain_{name}")(plain, minutes, what)
        except naive.Refused:
            plain = None
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_real_{name}")(minutes, what)
                self.env.flush_all()
        except UserError:
            self.env.invalidate_all()
            self.assertIsNone(plain, f"{name} was refused")
        else:
            self.assertIsNotNone(plain, f"{name} was not refused")
            self.plain = plain
        self._compare()

    def _compare(self):
        plain, real = self.plain, self.real
        self.assertEqual(
            (real.balance, real.debt, real.held, real.scoped),
            (plain.balance, plain.debt, plain.held, plain.scoped),
        )
        self.assertEqual(
            real.grant_ids.sorted("id").mapped("remaining"),
            [grant.remaining for grant in plain.grants],
        )
        self.assertEqual(
            [(hold.state, hold.posted_quantity) for hold in self.holds],
            [(hold.state, hold.posted) for hold in plain.holds],
        )

    # === ON BOTH === #

    def _plain_grant(self, plain, minutes, scope):
        number = len(plain.grants)
        plain.grant(naive_scope.Grant(number, minutes, TODAY, None, scope), TODAY)

    def _real_grant(self, minutes, scope):
        self.history.grants.append(naive_scope.Grant(0, minutes, TODAY))
        self.history.real_grant(0, minutes, 0, None, scope)

    def _plain_hold(self, plain, minutes, work):
        plain.hold(work, minutes)

    def _real_hold(self, minutes, work):
        usage_type, project = self.history._get_real_work(work)
        self.holds += self.real._hold(
            minutes, EVENING, usage_type_id=usage_type.id, project_id=project.id
        )

    def _plain_work(self, plain, minutes, work):
        plain.draw(work, minutes, TODAY, TODAY)

    def _real_work(self, minutes, work):
        self.history.new = None
        self.history.real_log(0, minutes, 0, work)

    def _plain_post(self, plain, minutes, index):
        if plain.holds:
            plain.post(plain.holds[index % len(plain.holds)], minutes, TODAY)

    def _real_post(self, minutes, index):
        if self.holds:
            self.holds[index % len(self.holds)]._post(minutes)

    def _plain_release(self, plain, minutes, index):
        if plain.holds:
            plain.release(plain.holds[index % len(plain.holds)], TODAY)

    def _real_release(self, minutes, index):
        if self.holds:
            self.holds[index % len(self.holds)]._release()
