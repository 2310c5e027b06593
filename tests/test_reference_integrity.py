from contextlib import contextmanager
from datetime import date

from odoo.tests import tagged

from .common import PrepaidCommon


@tagged("post_install", "-at_install")
class TestReferenceIntegrity(PrepaidCommon):
    """What the check says when a part of a backup was restored past the keys."""

    @contextmanager
    def _restored(self, *queries):
        """Change tables as a restore without keys does, and take it back."""
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            for query in queries:
                self.env.cr.execute(query)
            self.env.invalidate_all()
            yield "\n".join(self.env["prepaid.contract"].sudo()._check_integrity())
            savepoint.rollback()
        self.env.invalidate_all()

    def test_movements_of_work_that_is_gone_are_named(self):
        contract = self._contract(60)
        line = self._log(30)
        with self._restored(
            "ALTER TABLE prepaid_entry DROP CONSTRAINT prepaid_entry_timesheet_id_fkey",
            f"DELETE FROM account_analytic_line WHERE id = {line.id}",
        ) as told:
            self.assertIn(contract.name, told)
            self.assertIn(f"account_analytic_line {line.id}, which is not there", told)

    def test_credit_whose_invoice_is_gone_is_named(self):
        self.company.prepaid_grant_policy = "posted"
        self._bill()
        grant = self.env["prepaid.grant"].search([], limit=1)
        with self._restored(
            "ALTER TABLE prepaid_grant DROP CONSTRAINT prepaid_grant_move_line_id_fkey",
            f"UPDATE prepaid_grant SET move_line_id = 0 WHERE id = {grant.id}",
        ) as told:
            self.assertIn(grant.contract_id.name, told)
            self.assertIn("account_move_line 0, which is not there", told)

    def test_a_journal_entry_that_no_longer_says_what_it_recognised_is_named(self):
        self.company.prepaid_grant_policy = "posted"
        self._bill()
        self._log(30)
        moves = self.company.sudo()._recognise_prepaid_revenue(date(2026, 12, 31))
        with self._restored(
            f"DELETE FROM prepaid_recognition WHERE move_id = {moves.id}"
        ) as told:
            self.assertIn(moves.name, told)

    def test_a_reversed_recognition_says_what_it_took_back(self):
        self.company.prepaid_grant_policy = "posted"
        self._bill()
        self._log(30)
        moves = self.company.sudo()._recognise_prepaid_revenue(date(2026, 12, 31))
        moves._reverse_moves([{"date": date(2026, 12, 31)}]).action_post()
        self.assertTiesOut()
