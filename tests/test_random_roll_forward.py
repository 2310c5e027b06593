from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common_roll import FIGURES, RollReading
from .random_documents import RandomDocumentsCommon
from .steady import steady
from .test_random_documents import SALES, STEP

ENDS = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))
# Some are asked for between two documents, most after several.
CUT = st.tuples(st.just("cut"), st.booleans())


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRandomRollForward(RollReading, RandomDocumentsCommon):
    """Whatever is booked, whenever it is looked at: what was known stays known."""

    @steady(6)
    @given(
        st.sampled_from(["paid", "posted", "confirmed"]),
        SALES[0],
        st.lists(st.one_of(STEP, STEP, CUT), min_size=6, max_size=14),
    )
    def test_any_statement_can_be_printed_again(self, policy, sale, steps):
        with self.env.cr.savepoint() as savepoint:
            self._start()
            self.played, self.cuts = [], []
            start = [
                ("policy", policy),
                sale,
                ("pay", 0, 20, 1),
                ("cut", True),
                ("log", sale[1], 100, 50),
                ("recognise", 59),
                ("cut", False),
            ]
            for name, *args in [*start, *steps, ("cut", True), ("cut", False)]:
                self._play(name, args)
            self.assertKnown()
            savepoint.rollback()
        self.env.invalidate_all()

    def _do_cut(self, whole):
        """Take down what is known now, which is what the books say now."""
        for company in self.companies:
            moment = self._log_books("2026-03-31 00:00:00", company, whole)
            count = self._count_facts(company)
            rows = self._read(company, moment)
            self.assertStatement(company, rows)
            self.assertMonths(company, rows)
            self.cuts.append((company, moment, rows))
            again = self._log_books("2026-03-31 00:00:00", company, not whole)
            self.assertEqual(self._count_facts(company), count, self.played)
            self.assertGreater(again, moment)

    def _read(self, company, moment=None):
        root = self.env.ref("base.user_root")
        return self._roll_all(moment, company, user=root)

    def _count_facts(self, company):
        facts = self.env["prepaid.deferred.fact"].sudo()
        return facts.search_count([("company_id", "=", company.id)])

    # === ASSERTIONS === #

    def assertStatement(self, company, rows):
        """Closing is the next opening, row by row; movements lead from one to it."""
        for (month, *client), (opening, *moves, closing) in rows.items():
            self.assertAlmostEqual(opening + sum(moves), closing, 6, self.played)
            following = rows.get((fields.Date.add(month, months=1), *client))
            if month < date(2026, 3, 1):
                self.assertEqual(following[0] if following else 0, closing, self.played)
            before = rows.get((fields.Date.subtract(month, months=1), *client))
            self.assertEqual(before[-1] if before else 0, opening, self.played)

    def assertMonths(self, company, rows):
        """Month by month as the other report, and as the general ledger says."""
        months = self.env["prepaid.deferred.month"].sudo()
        months.invalidate_model()
        for end in ENDS:
            month = fields.Date.start_of(end, "month")
            mine = [figures for key, figures in rows.items() if key[0] == month]
            sums = [round(sum(column), 2) for column in zip(*mine, strict=True)]
            tie_out = company.sudo()._get_prepaid_tie_out(end)
            closing = sums[-1] if sums else 0
            self.assertEqual(closing, tie_out["ledger"], (tie_out, self.played))
            self.assertEqual(closing, tie_out["deferred"], self.played)
            known = months.search(
                [
                    ("company_id", "=", company.id),
                    ("month", "=", month),
                    ("kind", "=", "opening"),
                ]
            )
            self.assertEqual(
                sums or [0] * 7, [known[name] for name in FIGURES], self.played
            )

    def assertKnown(self):
        """What was known at each cut is what it was, to the cent."""
        for company, moment, rows in self.cuts:
            self.assertEqual(self._read(company, moment), rows, self.played)
        for company in self.companies:
            page = self.env["prepaid.roll.print"].sudo().with_company(company)
            for cut_company, moment, rows in self.cuts:
                if cut_company == company:
                    self.assertLater(page, moment, rows)

    def assertLater(self, page, moment, rows):
        """What was known then and what was booked later is what is known now."""
        for end in ENDS:
            statement = page.create(
                {"company_id": page.env.company.id, "date": end, "known_at": moment}
            )
            month = fields.Date.start_of(end, "month")
            closing = sum(rows[key][-1] for key in rows if key[0] == month)
            self.assertAlmostEqual(statement.closing, closing, 6, self.played)
            self.assertEqual(statement.difference, 0, self.played)
            late = statement._get_late().mapped("amount")
            self.assertAlmostEqual(statement.late, sum(late), 6, self.played)
