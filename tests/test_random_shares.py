from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_share import ShareCommon
from .steady import steady

WHO, LINE = st.integers(0, 2), st.integers(0, 7)
MINUTES, DAY = st.integers(1, 60), st.integers(-40, 20)
STEP = st.one_of(
    *(st.tuples(st.just("log"), WHO, MINUTES, DAY) for _ in range(4)),
    st.tuples(st.just("edit"), LINE, MINUTES, DAY),
    st.tuples(st.just("redate"), LINE, MINUTES, DAY),
    st.tuples(st.just("move"), LINE, WHO, DAY),
    st.tuples(st.just("delete"), LINE, MINUTES, DAY),
    st.tuples(st.just("limit"), WHO, MINUTES, DAY),
    st.tuples(st.just("grant"), WHO, MINUTES, DAY),
    st.tuples(st.just("approve"), WHO, MINUTES, DAY),
)


def month(day):
    return day.year, day.month


def quarter(day):
    return day.year, (day.month - 1) // 3


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomShares(ShareCommon):
    """Whatever is logged and changed, a share says what a plain sum says."""

    @steady(15)
    @given(st.lists(STEP, min_size=6, max_size=16))
    def test_any_history_agrees_with_a_plain_sum(self, steps):
        with self.env.cr.savepoint() as savepoint:
            self._begin()
            for name, *args in steps:
                self._play(name, *args)
            self.assertTiesOut()
            savepoint.rollback()
        self.env.invalidate_all()

    def _begin(self):
        self.people = [self.lyon, self.paris, self.anna]
        # What each of them counts in, most plainly.
        self.counting = {0: [0], 1: [1], 2: [0, 2]}
        self.shares = [
            self._share(self.lyon, 90, is_hard=True),
            self._share(self.paris, percent=5, is_hard=True),
            self._share(self.anna, 60, period="quarter", is_hard=True),
        ]
        self.limits = {0: 90, 2: 60}
        self.periods = [month, month, quarter]
        self.granted, self.approved = [(1200, TODAY.replace(month=1, day=1))], []
        self.lines, self.plain = [], []

    # === THE SAME, TOLD PLAINLY === #

    def _get_limit(self, share, day):
        period = self.periods[share]
        more = sum(
            quantity
            for number, quantity, then in self.approved
            if number == share and period(then) == period(day)
        )
        return more + self.limits.get(share, self._get_part(day))

    def _get_part(self, day):
        """Return 5 % of what was granted until the month's end, less earlier work."""
        credit = sum(q for q, then in self.granted if month(then) <= month(day))
        earlier = sum(n for _who, n, then in self.plain if month(then) < month(day))
        return max(credit - earlier, 0) * 5 // 100

    def _get_used(self, share, day, lines=None):
        period = self.periods[share]
        return sum(
            minutes
            for who, minutes, then in (self.plain if lines is None else lines)
            if share in self.counting[who] and period(then) == period(day)
        )

    def _is_allowed(self, index, line):
        """Tell whether a line may become so: it grows no share beyond its limit."""
        after = [*self.plain]
        after[index : index + 1] = [line]
        who, minutes, day = line
        is_drawn = index == len(self.plain) or line != self.plain[index]
        if index < len(self.plain) and line[::2] == self.plain[index][::2]:
            is_drawn = minutes > self.plain[index][1]
        kept, self.plain = self.plain, [*self.plain[:index], *self.plain[index + 1 :]]
        limits = {s: self._get_limit(s, day) for s in self.counting[who]}
        self.plain = kept
        return not is_drawn or all(
            self._get_used(s, day, after) <= max(limits[s], self._get_used(s, day))
            for s in self.counting[who]
        )

    # === STEPS === #

    def _play(self, name, index, number, day):
        change = getattr(self, f"_plan_{name}")(index, number, TODAY + timedelta(day))
        if change is None:
            return
        at, line, act = change
        allowed = line is None or self._is_allowed(at, line)
        try:
            with self.env.cr.savepoint():
                made = act()
                self.env.flush_all()
        except UserError:
            self.assertFalse(allowed, f"{name} was refused")
        else:
            self.assertTrue(allowed, f"{name} was not refused")
            if name == "log":
                self.lines.append(made)
            if line:
                self.plain[at : at + 1] = [line]
        self._compare()

    def _compare(self):
        for share, real in enumerate(self.shares):
            real.invalidate_recordset()
            self.assertUsed(real, self._get_used(share, TODAY))
            self.assertEqual(real.limit, self._get_limit(share, TODAY))
        pool = sum(quantity for quantity, _day in self.granted)
        worked = sum(minutes for _who, minutes, _day in self.plain)
        self.assertEqual(self.contract.balance, pool - worked)

    def _plan_log(self, who, minutes, day):
        return (
            len(self.plain),
            (who, minutes, day),
            lambda: self._work(self.people[who], minutes, day=day),
        )

    def _find(self, index):
        return index % len(self.lines) if self.lines else None

    def _plan_edit(self, index, minutes, _day):
        at = self._find(index)
        if at is None:
            return None
        who, _old, day = self.plain[at]
        change = {"unit_amount": minutes / 60}
        return at, (who, minutes, day), lambda: self.lines[at].write(change)

    def _plan_redate(self, index, _minutes, day):
        at = self._find(index)
        if at is None:
            return None
        who, minutes, _old = self.plain[at]
        return at, (who, minutes, day), lambda: self.lines[at].write({"date": day})

    def _plan_move(self, index, who, _day):
        at = self._find(index)
        if at is None:
            return None
        _old, minutes, day = self.plain[at]
        change = {"task_id": self.tickets[self.people[who]].id}
        return at, (who, minutes, day), lambda: self.lines[at].write(change)

    def _plan_delete(self, index, _minutes, _day):
        at = self._find(index)
        if at is None:
            return None
        line = self.lines.pop(at)
        self.plain.pop(at)
        return at, None, line.unlink

    def _plan_limit(self, who, minutes, _day):
        if who not in self.limits:
            return None
        self.limits[who] = 2 * minutes
        change = {"quantity": 2 * minutes}
        return 0, None, lambda: self.shares[who].write(change)

    def _plan_grant(self, _who, minutes, day):
        self.granted.append((10 * minutes, day))
        return 0, None, lambda: self._grant(self.contract, 10 * minutes, date=day)

    def _plan_approve(self, who, minutes, day):
        self.approved.append((who, minutes, day))
        vals = {
            "name": "More",
            "contract_id": self.contract.id,
            "quantity": minutes,
            "share_id": self.shares[who].id,
            "share_date": day,
        }

        def act():
            approval = self.env["prepaid.approval"].create(vals)
            approval.action_ask()
            approval.sudo()._answer(True, "Ada")

        return 0, None, act
