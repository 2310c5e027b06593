"""Random histories of a ledger, played on the real one and on the naive one."""

import copy
from datetime import timedelta

from hypothesis import strategies as st

from odoo.exceptions import UserError

from . import naive
from .common import TODAY

MINUTES = st.integers(1, 150)
CONTRACT = st.integers(0, 1)
LINE = st.integers(0, 5)
DAY = st.integers(-12, 12)


def step(name, *strategies):
    return st.tuples(st.just(name), *strategies)


OPERATIONS = [
    step("log", CONTRACT, MINUTES, DAY),
    step("edit", LINE, MINUTES),
    step("move", LINE, CONTRACT),
    step("redate", LINE, DAY),
    step("delete", LINE),
    step("grant", CONTRACT, MINUTES, DAY, st.none() | st.integers(0, 20)),
    step("expire"),
    step("transfer", CONTRACT, MINUTES),
]
OPERATION = st.one_of(OPERATIONS)


class History:
    """Plays operations on the real ledger and on the naive one."""

    def __init__(self, test, allow):
        self.test, self.env = test, test.env
        test.plan.overdraft_policy = "allow" if allow else "block"
        self.real = [test._contract(), test._contract(is_default=False)]
        self.plain = [naive.Contract(allow), naive.Contract(allow)]
        self.lines, self.grants = [], []

    def play(self, name, *args):
        """Play one operation on both; they must agree on whether it is allowed."""
        plain = copy.deepcopy((self.plain, self.lines))
        allowed = getattr(self, f"plain_{name}")(*args)
        if allowed is None:
            return
        try:
            with self.env.cr.savepoint():
                getattr(self, f"real_{name}")(*args)
                self.env.flush_all()
        except UserError:
            self.test.assertFalse(allowed, f"{name} was refused")
        else:
            self.test.assertTrue(allowed, f"{name} was not refused")
        if not allowed:
            real_lines = [line for line, _plain in self.lines]
            self.plain, lines = plain
            self.lines = [
                (real, line)
                for real, (_old, line) in zip(real_lines, lines, strict=True)
            ]
        self.compare()

    def compare(self):
        figures = [(c.balance, c.debt) for c in self.real]
        expected = [(c.balance, c.debt) for c in self.plain]
        self.test.assertEqual(figures, expected)
        for real, plain in zip(self.real, self.plain, strict=True):
            self.test.assertEqual(
                sorted(real.grant_ids.mapped("remaining")),
                sorted(grant.remaining for grant in plain.grants),
            )
        for line, plain in self.lines:
            self.test.assertDrawn(line, plain.minutes)

    def _line(self, index):
        return self.lines[index % len(self.lines)] if self.lines else None

    def _attempt(self, verb, *args):
        try:
            verb(*args)
        except naive.Refused:
            return False
        return True

    # === THE SAME OPERATIONS, TWICE === #

    def plain_log(self, contract, minutes, day):
        line = naive.Line(self.plain[contract], TODAY + timedelta(day))
        self.new = line
        return self._attempt(line.book, minutes, TODAY)

    def real_log(self, contract, minutes, day):
        line = self.test._log(
            minutes,
            day=TODAY + timedelta(day),
            prepaid_contract_id=self.real[contract].id,
        )
        self.lines.append((line, self.new))

    def plain_edit(self, index, minutes):
        if self.lines:
            return self._attempt(self._line(index)[1].book, minutes, TODAY)
        return None

    def real_edit(self, index, minutes):
        self._line(index)[0].unit_amount = minutes / 60

    def plain_move(self, index, contract):
        if self.lines:
            line = self._line(index)[1]
            target = self.plain[contract]
            if line.contract is target:
                return True
            return self._attempt(line.rebook, target, line.day, line.minutes, TODAY)
        return None

    def real_move(self, index, contract):
        self._line(index)[0].prepaid_contract_id = self.real[contract]

    def plain_redate(self, index, day):
        if self.lines:
            line, day = self._line(index)[1], TODAY + timedelta(day)
            if line.day == day:
                return True
            return self._attempt(line.rebook, line.contract, day, line.minutes, TODAY)
        return None

    def real_redate(self, index, day):
        self._line(index)[0].date = TODAY + timedelta(day)

    def plain_delete(self, index):
        if self.lines:
            self._line(index)[1].book(0, TODAY)
            return True
        return None

    def real_delete(self, index):
        self.lines.remove(pair := self._line(index))
        pair[0].unlink()

    def plain_grant(self, contract, quantity, day, validity):
        start = TODAY + timedelta(day)
        expiry = None if validity is None else start + timedelta(validity)
        target = self.plain[contract]
        self.grants.append(naive.Grant(len(self.grants), quantity, start, expiry))
        target.grants.append(self.grants[-1])
        target.settle(target.debt, TODAY)
        return True

    def real_grant(self, contract, quantity, day, validity):
        grant = self.grants[-1]
        self.test._grant(
            self.real[contract], quantity, date=grant.start, date_expiry=grant.expiry
        )

    def plain_expire(self):
        for contract in self.plain:
            for grant in contract.grants:
                if grant.expiry and grant.expiry < TODAY:
                    grant.remaining = 0
        return True

    def real_expire(self):
        Grant = self.env["prepaid.grant"].sudo()
        Grant.search(Grant._get_lapsed_domain())._expire()

    def plain_transfer(self, source, quantity):
        source, target = self.plain[source], self.plain[1 - source]
        if sum(grant.remaining for grant in source.grants) < quantity:
            return False
        for grant in sorted(source.grants, key=naive.Grant.order):
            part = min(grant.remaining, quantity)
            if part:
                grant.remaining -= part
                quantity -= part
                moved = naive.Grant(len(self.grants), part, grant.start, grant.expiry)
                self.grants.append(moved)
                target.grants.append(moved)
        target.settle(target.debt, TODAY)
        return True

    def real_transfer(self, source, quantity):
        self.real[source].sudo()._transfer(self.real[1 - source], quantity, "Moved")
