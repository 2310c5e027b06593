from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from . import naive_profit
from .common import TODAY
from .common_overage import OverageCommon
from .steady import steady

STEPS = 18


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomOverage(OverageCommon):
    """Whatever happens: work is paid once, by credit or by an invoice that stands."""

    @steady(4, shrinks=False)
    @given(st.randoms(use_true_random=False))
    def test_work_is_settled_once(self, rng):
        with self.env.cr.savepoint() as savepoint:
            self._live(rng)
            savepoint.rollback()
        self.env.invalidate_all()

    def _live(self, rng):
        client = self.env["res.partner"].create({"name": "Client"})
        self.contract = self._contract(client=client)
        self.ticket = self._task("Ticket", self._project("Desk", client))
        self.lines, self.granted, self.month = [], 0, 4
        steps = (
            *(self._step_log, self._step_log, self._step_correct, self._step_grant),
            *(self._step_run, self._step_run, self._step_post, self._step_post),
            *(self._step_reset, self._step_credit, self._step_drop),
        )
        for _step in range(STEPS):
            rng.choice(steps)(rng)
            self._check()
        self._settle_all()

    def _step_log(self, rng):
        usage = rng.choice([False, self.remote.id, self.onsite.id])
        minutes = rng.randint(1, 120)
        self.lines.append(self._log(minutes, task=self.ticket, usage_type_id=usage))

    def _step_correct(self, rng):
        if self.lines:
            line = rng.choice(self.lines)
            if rng.random() < 0.3:
                line.usage_type_id = rng.choice([self.remote, self.onsite])
            else:
                line.unit_amount = rng.randint(0, 100) / 60

    def _step_grant(self, rng):
        minutes = rng.randint(1, 90)
        self.granted += minutes
        self._grant(self.contract, minutes)

    def _step_run(self, _rng):
        self._run(f"2026-{self.month:02}-01 12:00:00")
        self.month += 1

    def _get_moves(self, state):
        return self._get_lines(state).move_id

    def _step_post(self, rng):
        if moves := self._get_moves("draft"):
            self._try_post(rng.choice(moves))

    def _try_post(self, move):
        """Post a draft: it bills what it settles. Drop it where nothing is owed."""
        self.env.invalidate_all()
        owed = self.contract.debt
        try:
            with self.env.cr.savepoint():
                self._post(move)
        except UserError:
            return move.button_cancel()
        self.env.invalidate_all()
        minutes = sum(round(line.quantity * 60) for line in move.invoice_line_ids)
        return self.assertEqual(owed - self.contract.debt, minutes)

    def _step_reset(self, rng):
        moves = self._get_moves("posted").filtered(lambda m: not m.reversal_move_ids)
        if moves:
            rng.choice(moves).button_draft()

    def _step_credit(self, rng):
        moves = self._get_moves("posted").filtered(lambda m: not m.reversal_move_ids)
        if moves:
            rng.choice(moves)._reverse_moves().action_post()

    def _step_drop(self, rng):
        if moves := self._get_moves("draft"):
            move = rng.choice(moves)
            move.button_cancel() if rng.random() < 0.5 else move.unlink()

    def _get_billed(self):
        """Return the minutes that invoices bill, those credited left aside."""
        moves = self._get_moves("posted").filtered(lambda m: not m.reversal_move_ids)
        lines = moves.invoice_line_ids
        return sum(round(line.quantity * 60) for line in lines)

    def _check(self):
        self.env.invalidate_all()
        worked = sum(round(line.unit_amount * 60) for line in self.lines)
        paid = self.granted + self._get_billed()
        self.assertEqual(self.contract.balance, paid - worked)
        owed = self.contract.sudo()._get_owed()
        self.assertEqual(sum(units for *_, units in owed), self.contract.debt * 1000)
        self.assertTiesOut()
        naive_profit.check(self, self.company)

    def _settle_all(self):
        for _month in range(2):
            self._step_run(None)
            for move in self._get_moves("draft"):
                self._try_post(move)
            self._check()
        self.assertOwed(0)
        self.assertEqual(self._get_tie_out()["difference"], 0)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomOverageScope(TestRandomOverage):
    """The same where some credit is for one kind of work only."""

    def _step_grant(self, rng):
        minutes = rng.randint(1, 90)
        self.granted += minutes
        usage_type = rng.choice([None, self.remote, self.onsite])
        scope = {"usage_type_ids": usage_type.ids} if usage_type else {}
        self._grant(self.contract, minutes, **scope)
