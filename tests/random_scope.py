"""Random histories of credit for some work only, on both ledgers."""

from datetime import timedelta

from hypothesis import strategies as st

from . import naive_scope, naive_scope_line
from .common import TODAY
from .random_history import CONTRACT, DAY, LINE, MINUTES, History, step

# Which kinds and projects credit names: numbers of those of the history.
SCOPE = st.sampled_from(
    [((), ()), ((0,), ()), ((1,), ()), ((0, 1), ()), ((), (0,)), ((), (1,))]
    + [((0,), (0,)), ((1,), (0, 1)), ((), ())]
)
WORK = st.tuples(st.sampled_from([None, 0, 1]), st.integers(0, 1))
SCOPE_STEP = st.one_of(
    step("log", CONTRACT, MINUTES, DAY, WORK),
    step("log", CONTRACT, MINUTES, DAY, WORK),
    step("edit", LINE, MINUTES),
    step("retype", LINE, WORK),
    step("retype", LINE, WORK),
    step("move", LINE, CONTRACT),
    step("redate", LINE, DAY),
    step("delete", LINE),
    step("grant", CONTRACT, MINUTES, DAY, st.none() | st.integers(0, 20), SCOPE),
    step("grant", CONTRACT, MINUTES, DAY, st.none() | st.integers(0, 20), SCOPE),
    step("expire"),
    step("transfer", CONTRACT, MINUTES),
    step("withdraw", LINE),
    step("restore", LINE),
)


class ScopeHistory(History):
    """Plays also what work is, what credit is for, and documents that fall."""

    def __init__(self, test, allow):
        super().__init__(test, allow)
        self.plain = [naive_scope.Contract(allow), naive_scope.Contract(allow)]
        self.kinds = (test.remote, test.onsite)
        self.places = (test.task, test.site_ticket)
        self.made = {}

    def compare(self):
        figures = [c.scoped for c in self.real]
        self.test.assertEqual(figures, [c.scoped for c in self.plain])
        for real, plain in zip(self.real, self.plain, strict=True):
            self._compare_debts(real.sudo(), plain)
        return super().compare()

    def _compare_debts(self, real, plain):
        """What is owed stands for the same work on both."""
        owed = {}
        for debt in real._find_open_debts(real._read_debts()):
            owed[debt.work] = owed.get(debt.work, 0) + debt.units // 1000
        expected = {}
        for work, minutes in plain.find_open():
            key = self._get_real_work(work)
            expected[key] = expected.get(key, 0) + minutes
        self.test.assertEqual(owed, {k: m for k, m in expected.items() if m})

    def _get_real_work(self, work):
        kind, place = work
        kinds, projects = self.env["prepaid.usage.type"], self.env["project.project"]
        return (
            kinds if kind is None else self.kinds[kind],
            projects if place is None else self.places[place].project_id,
        )

    # === WORK === #

    def plain_log(self, contract, minutes, day, work):
        line = self.new = naive_scope_line.Line(self.plain[contract], None, work)
        day = TODAY + timedelta(day)
        return self._attempt(line.sync, line.contract, day, work, minutes, TODAY)

    def real_log(self, contract, minutes, day, work):
        kind, place = work
        line = self.test._work_of(
            minutes,
            None if kind is None else self.kinds[kind],
            self.places[place],
            day=TODAY + timedelta(day),
            prepaid_contract_id=self.real[contract].id,
        )
        self.lines.append((line, self.new))

    def _change(self, index, **new):
        line = self._line(index)[1]
        now = {
            "contract": line.contract,
            "day": line.day,
            "work": line.work,
            "minutes": line.minutes,
        }
        return self._attempt(line.sync, *(now | new).values(), TODAY)

    def plain_edit(self, index, minutes):
        return self._change(index, minutes=minutes) if self.lines else None

    def plain_move(self, index, contract):
        target = self.plain[contract]
        return self._change(index, contract=target) if self.lines else None

    def plain_redate(self, index, day):
        day = TODAY + timedelta(day)
        return self._change(index, day=day) if self.lines else None

    def plain_retype(self, index, work):
        return self._change(index, work=work) if self.lines else None

    def real_retype(self, index, work):
        kind, place = work
        task, line = self.places[place], self._line(index)[0]
        line.write(
            {
                "usage_type_id": self.kinds[kind].id if kind is not None else False,
                "task_id": task.id,
                "project_id": task.project_id.id,
                "prepaid_contract_id": line.sudo().prepaid_contract_id.id,
            }
        )

    def plain_delete(self, index):
        if not self.lines:
            return None
        line = self._line(index)[1]
        return self._change(index, minutes=0) and not line.takes

    # === CREDIT === #

    def plain_grant(self, contract, quantity, day, validity, scope):
        start = TODAY + timedelta(day)
        expiry = None if validity is None else start + timedelta(validity)
        number = len(self.grants)
        grant = naive_scope.Grant(number, quantity, start, expiry, scope)
        self.grants.append(grant)
        self.plain[contract].grant(grant, TODAY)
        return True

    def real_grant(self, contract, quantity, day, validity, scope):
        grant, (kinds, places) = self.grants[-1], scope
        projects = [self.places[number].project_id.id for number in places]
        self.made[grant.number] = self.test._scope(
            quantity,
            self.test.remote.browse([self.kinds[number].id for number in kinds]),
            self.test.website.browse(projects),
            contract=self.real[contract],
            date=grant.start,
            date_expiry=grant.expiry,
        )

    def plain_transfer(self, source, quantity):
        source, target = self.plain[source], self.plain[1 - source]
        if sum(grant.remaining for grant in source.grants) < quantity:
            return False
        for grant in sorted(source.grants, key=naive_scope.Grant.order):
            part = min(grant.remaining, quantity)
            if part:
                grant.remaining -= part
                quantity -= part
                grant.is_parted = True
                moved = naive_scope.Grant(
                    len(self.grants),
                    part,
                    grant.start,
                    grant.expiry,
                    (grant.kinds, grant.places),
                )
                moved.is_parted = True
                self.grants.append(moved)
                target.grants.append(moved)
                target.has_scope |= moved.is_scoped
        target.settle(TODAY)
        return True

    # === DOCUMENTS === #

    def _pick_whole(self, index, is_withdrawn):
        """Return a grant that stands, or fell, and its contract."""
        found = [
            (grant, contract)
            for contract in self.plain
            for grant in contract.grants
            if grant.number in self.made
            and not grant.is_parted
            and grant.is_withdrawn == is_withdrawn
            and not (grant.expiry and grant.expiry < TODAY)
        ]
        return found[index % len(found)] if found else (None, None)

    def plain_withdraw(self, index):
        grant, contract = self._pick_whole(index, False)
        self.picked = grant
        return contract and (contract.withdraw(grant, TODAY) or True)

    def real_withdraw(self, _index):
        self.made[self.picked.number].sudo()._adapt(0, 0)

    def plain_restore(self, index):
        grant, contract = self._pick_whole(index, True)
        self.picked = grant
        return contract and (contract.restore(grant, TODAY) or True)

    def real_restore(self, _index):
        grant = self.made[self.picked.number].sudo()
        grant._adapt(round(grant.quantity * 1000), 0)
