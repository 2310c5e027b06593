from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common_opening import OPENING, OpeningCommon
from .steady import steady

LAST = date(2026, 3, 15)
DAY = st.integers(0, 73)
LINE = st.tuples(
    st.integers(0, 1),
    st.integers(1, 900),
    st.integers(0, 100_000),
    st.none() | DAY,
)
STEP = st.one_of(
    st.tuples(st.just("open"), st.lists(LINE, min_size=1, max_size=3), DAY),
    st.tuples(st.just("log"), st.integers(0, 1), st.integers(1, 400), DAY),
    st.tuples(st.just("log"), st.integers(0, 1), st.integers(1, 400), DAY),
    st.tuples(st.just("edit"), st.integers(0, 400)),
    st.tuples(st.just("expire")),
    st.tuples(st.just("recognise"), DAY),
    st.tuples(st.just("undo"), st.integers(0, 3)),
)


@tagged("post_install", "-at_install")
class TestRandomOpenings(OpeningCommon):
    """Whatever is brought over, drawn, expired and undone: the books tie out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        project = cls._project("Other helpdesk", cls.other_client)
        cls.tasks = [cls.task, cls._task("Slow mail", project)]
        cls.plan.overdraft_policy = "allow"

    @steady(6)
    @given(steps=st.lists(STEP, min_size=3, max_size=12))
    def test_the_books_tie_out_after_any_history(self, steps):
        with self.env.cr.savepoint() as savepoint, freeze_time("2026-03-16"):
            self.lines = self.env["account.analytic.line"]
            self.openings = self.env["prepaid.opening"]
            for name, *values in steps:
                getattr(self, f"_play_{name}")(*values)
                self._check_books()
            savepoint.rollback()
        self.env.invalidate_all()

    def _check_books(self):
        self.env.flush_all()
        self.assertTiesOutAlways()
        self.assertTiesOut()
        figures = self.company.sudo()._get_prepaid_tie_out(LAST)
        live = self.openings.filtered(lambda opening: opening.state == "done")
        amount = sum(live.mapped("amount"))
        self.assertLessEqual(figures["deferred"], round(amount, 2))

    def _play_open(self, lines, day):
        clients = (self.client, self.other_client)
        opening = self._opening(
            *(
                {
                    "partner_id": clients[seat].id,
                    "quantity": quantity,
                    "amount": cents / 100,
                    "date_expiry": expiry and self._day(max(expiry, day)),
                    "reference": f"{len(self.openings)}-{number}",
                }
                for number, (seat, quantity, cents, expiry) in enumerate(lines)
            ),
            date=self._day(day),
        )
        opening.action_run()
        self.openings |= opening

    def _play_log(self, seat, minutes, day):
        try:
            with self.env.cr.savepoint():
                self.lines |= self._log(
                    minutes, day=self._day(day), task=self.tasks[seat]
                )
        except UserError:
            # Work of a client without a contract, or beyond what the plan allows.
            return

    def _play_edit(self, minutes):
        if not self.lines:
            return
        try:
            with self.env.cr.savepoint():
                self.lines[-1].unit_amount = minutes / 60
        except UserError:
            return

    def _play_expire(self):
        self.env["prepaid.grant"].sudo().search(
            [("date_expiry", "<", LAST), ("remaining", ">", 0)]
        )._expire()

    def _play_recognise(self, day):
        self._recognise(self._day(day))

    def _play_undo(self, index):
        """Undo a batch; refused only where something of it moved."""
        openings = self.openings.filtered(lambda opening: opening.state == "done")
        if not openings:
            return
        opening = openings[index % len(openings)]
        untouched = all(line._is_untouched() for line in opening.sudo().line_ids)
        try:
            with self.env.cr.savepoint():
                opening.action_undo()
        except UserError:
            self.assertFalse(untouched)
        else:
            self.assertTrue(untouched)

    def _day(self, number):
        return OPENING + timedelta(days=number)
