from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .steady import steady
from .test_recognition import FEBRUARY, MARCH
from .test_recognition_analytics import AnalyticsCommon

INDEX = st.integers(0, 5)
OPERATION = st.one_of(
    st.tuples(st.sampled_from(["reverse", "modify", "copy", "delete"]), INDEX),
    st.tuples(st.sampled_from(["reset", "post", "cancel"]), INDEX),
    st.tuples(st.just("edit"), INDEX, st.sampled_from([0, 0.01, 33.33, 1500])),
    st.tuples(st.just("work"), INDEX, st.integers(0, 300)),
    st.tuples(st.just("label"), INDEX, INDEX),
    st.tuples(st.just("relabel"), INDEX, INDEX),
    st.tuples(st.just("recognise"), st.sampled_from([FEBRUARY, MARCH])),
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRandomEntries(AnalyticsCommon):
    """Whatever is done to recognition entries, the next run ends where work says."""

    def setUp(self):
        super().setUp()
        self.other = self.env["res.partner"].create({"name": "Deco"})
        desk = self._project("Deco's desk", self.other)
        self.invoices = self._sell_with({str(self.sales.id): 100})
        self.invoices |= self._sell_with(False, client=self.other)
        self.lines = self._work(100) | self._work(201)
        self.lines |= self._log(77, day=date(2026, 3, 2), task=self._task("T", desk))
        self.lines = self.lines.sudo()
        self._recognise(MARCH)

    @steady(10)
    @given(st.lists(OPERATION, min_size=4, max_size=12))
    def test_any_history_of_entries_is_repaired(self, operations):
        with self.env.cr.savepoint() as savepoint:
            for name, *args in operations:
                try:
                    with self.env.cr.savepoint():
                        getattr(self, f"_do_{name}")(*args)
                        self.env.flush_all()
                except UserError:
                    self.env.invalidate_all()
                self.assertBooks()
            self.assertEndsAsWorked()
            savepoint.rollback()
        self.env.invalidate_all()

    def assertEndsAsWorked(self):
        """Revenue, its grants and its analytic accounts are what the work says."""
        self._recognise(MARCH)
        self.assertBooks()
        self.assertFalse(self._recognise(MARCH))
        worked = dict.fromkeys(self.invoices.partner_id, 0)
        for line in self.lines:
            worked[line.partner_id] += round(line.unit_amount * 60)
        for grant in self.env["prepaid.grant"].sudo().search([]):
            if grant.partner_id in worked:
                earned = round(worked[grant.partner_id] * 1000 / 600, 2)
                self.assertAlmostEqual(grant.recognised_amount, earned, 2)
        self.assertAnalytics()

    def assertAnalytics(self):
        """What the entries' rows say by distribution is what their items add up to."""
        column = self.department._column_name()
        expected = dict.fromkeys(self.support | self.sales, 0)
        for line in self.lines:
            pack = self.invoices.filtered(
                lambda move, line=line: move.partner_id == line.partner_id
            ).invoice_line_ids
            account = line[column] or pack.distribution_analytic_account_ids
            if account:
                expected[account] += round(line.unit_amount * 60) * 1000 / 600
        rows = self.env["prepaid.recognition"].sudo()
        for account, amount in expected.items():
            booked = rows.search(
                [
                    ("analytic_distribution", "in", account.ids),
                    ("move_id.state", "=", "posted"),
                ]
            )
            self.assertAlmostEqual(sum(booked.mapped("amount")), amount, delta=0.03)

    # === WHAT PEOPLE DO === #

    def _pick(self, index):
        moves = self.env["account.move"].search(
            [("journal_id", "=", self.company.prepaid_journal_id.id)], order="id"
        )
        return moves[index % len(moves)] if moves else moves

    def _do_reverse(self, index):
        move = self._pick(index)
        if move.state == "posted":
            move._reverse_moves([{"date": MARCH}], cancel=bool(index % 2))

    def _do_modify(self, index):
        move = self._pick(index)
        if move.state == "posted":
            self._reverse(move, "modify_moves")

    def _do_copy(self, index):
        self._pick(index).copy({"date": MARCH})

    def _do_delete(self, index):
        move = self._pick(index)
        if move.state == "draft":
            move.with_context(force_delete=True).unlink()

    def _do_reset(self, index):
        self._pick(index).button_draft()

    def _do_post(self, index):
        self._pick(index).action_post()

    def _do_cancel(self, index):
        self._pick(index).button_cancel()

    def _do_edit(self, index, amount):
        """Give one pair of lines another amount."""
        move = self._pick(index)
        pair = move.line_ids.sorted("id")[:2]
        if move.state == "draft" and len(pair) == 2:
            move.line_ids = [
                Command.update(pair[0].id, {"balance": amount}),
                Command.update(pair[1].id, {"balance": -amount}),
            ]

    def _do_work(self, index, minutes):
        self.lines[index % len(self.lines)].unit_amount = minutes / 60

    def _do_label(self, index, which):
        column = self.department._column_name()
        accounts = (self.support, self.sales, self.support.browse())
        self.lines[index % len(self.lines)][column] = accounts[which % 3]

    def _do_relabel(self, index, which):
        line = self.invoices[index % 2].invoice_line_ids
        accounts = (self.support, self.sales, None)
        account = accounts[which % 3]
        line.analytic_distribution = account and {str(account.id): 100}

    def _do_recognise(self, day):
        self.company.sudo()._recognise_prepaid_revenue(day)
