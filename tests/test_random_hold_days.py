from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common_hold import HoldCommon
from .steady import steady

START = datetime(2026, 3, 16, 12)
MINUTES, INDEX, DAYS = st.integers(1, 90), st.integers(0, 5), st.integers(0, 4)
STEP = st.one_of(
    st.tuples(st.just("grant"), MINUTES, DAYS, INDEX),
    st.tuples(st.just("hold"), MINUTES, DAYS, INDEX),
    st.tuples(st.just("hold"), MINUTES, DAYS, INDEX),
    st.tuples(st.just("work"), MINUTES, DAYS, INDEX),
    st.tuples(st.just("work"), MINUTES, DAYS, INDEX),
    st.tuples(st.just("post"), MINUTES, DAYS, INDEX),
    st.tuples(st.just("release"), MINUTES, DAYS, INDEX),
    st.tuples(st.just("pass"), MINUTES, DAYS, INDEX),
    st.tuples(st.just("pass"), MINUTES, DAYS, INDEX),
)


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestRandomHoldDays(HoldCommon):
    """Days go by, credit expires: what was set aside is there all the same."""

    @steady(20)
    @given(st.booleans(), st.lists(STEP, min_size=6, max_size=16))
    def test_what_was_set_aside_never_becomes_debt(self, rolls_over, steps):
        with self.env.cr.savepoint() as savepoint, freeze_time(START) as clock:
            if rolls_over:
                self.plan.write({"rollover_percent": 50, "rollover_months": 1})
            self.clock, self.now = clock, START
            for name, minutes, days, index in steps:
                self._play(name, minutes, days, index)
            for hold in self._open():
                hold._post(hold.quantity)
                self.assertFalse(self.contract.debt)
            self.assertTiesOut()
            savepoint.rollback()
        self.env.invalidate_all()

    def _play(self, name, minutes, days, index):
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_do_{name}")(minutes, days, index)
                self.env.flush_all()
        except UserError:
            self.env.invalidate_all()
        left = sum(self.contract.sudo().grant_ids.mapped("remaining"))
        self.assertGreaterEqual(left, self.contract.held)
        self.assertFalse(self.contract.debt)

    def _open(self):
        return self.contract.sudo()._get_open_holds()

    def _pick(self, index):
        holds = self._open()
        return holds[index % len(holds)] if holds else holds

    # === WHAT HAPPENS === #

    def _do_grant(self, minutes, days, index):
        day = self.now.date()
        expiry = day + timedelta(days) if days else False
        vals = {"date": day - timedelta(index), "priority": 8 + index}
        self._grant(self.contract, minutes, date_expiry=expiry, **vals)

    def _do_hold(self, minutes, days, index):
        self._hold(minutes, until=self.now + timedelta(days, hours=1))

    def _do_work(self, minutes, days, index):
        self._log(minutes, day=self.now.date() + timedelta(2 - days))

    def _do_post(self, minutes, days, index):
        for hold in self._pick(index):
            day = self.now.date() - timedelta(days % 2)
            hold._post(min(minutes, hold.quantity), day)

    def _do_release(self, minutes, days, index):
        self._pick(index)._release()

    def _do_pass(self, minutes, days, index):
        """Let days go by, and the crons run."""
        self.now += timedelta(days)
        self.clock.move_to(self.now)
        self.env["prepaid.hold"].sudo().search(
            [("state", "=", "held"), ("date_expiry", "<=", self.now)]
        )._expire()
        self._lapse()
