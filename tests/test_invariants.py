from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon
from .level_stories import BOTH, STORIES
from .random_levels import STEP, LevelHistory, run_cron
from .steady import steady


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestInvariants(PrepaidCommon):
    def setUp(self):
        super().setUp()
        # The demo's clients are told and sold before, so that they cost no time.
        for cron in BOTH:
            run_cron(self, cron)

    def _play(self, allow, steps):
        with self.env.cr.savepoint() as savepoint:
            history = LevelHistory(self, allow)
            for step in steps:
                history.take(*step)
            self.assertTiesOut()
            savepoint.rollback()
        self.env.invalidate_all()

    @steady(30)
    @given(st.booleans(), st.lists(STEP, min_size=6, max_size=14))
    def test_any_history_agrees_with_the_naive_model(self, allow, steps):
        self._play(allow, steps)

    def test_who_is_told_and_sold_what_agrees_with_the_naive_model(self):
        for name, steps in STORIES.items():
            with self.subTest(name):
                self._play(True, steps)

    def test_a_batch_gives_what_single_lines_give(self):
        balances = []
        for batch in (True, False):
            with self.env.cr.savepoint() as savepoint:
                self.plan.overdraft_policy = "allow"
                contract = self._contract()
                self._grant(
                    contract, 100, date_expiry=fields.Date.to_date("2026-04-01")
                )
                self._grant(contract, 50, date=TODAY)
                vals = [
                    {
                        "name": "Work",
                        "task_id": self.task.id,
                        "project_id": self.project.id,
                        "unit_amount": minutes / 60,
                        "date": TODAY - timedelta(back),
                    }
                    for minutes, back in ((70, 0), (40, 1), (60, 0), (5, 2))
                ]
                Line = self.env["account.analytic.line"].with_user(self.technician)
                if batch:
                    Line.create(vals)
                else:
                    for line_vals in vals:
                        Line.create(line_vals)
                balances.append(
                    (
                        contract.balance,
                        contract.debt,
                        contract.grant_ids.mapped("remaining"),
                    )
                )
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(*balances)

    def test_the_check_names_every_broken_invariant(self):
        self.plan.overdraft_policy = "allow"
        contract = self._contract(60)
        line = self._log(90)
        breaks = {
            "balance": "UPDATE prepaid_contract SET balance = 1"
            " WHERE id = %(contract)s",
            "debt": "UPDATE prepaid_contract SET debt = 1 WHERE id = %(contract)s",
            "remaining": "UPDATE prepaid_grant SET remaining = 5"
            " WHERE contract_id = %(contract)s",
            "granted": "UPDATE prepaid_grant SET quantity = 61"
            " WHERE contract_id = %(contract)s",
            "due": "UPDATE account_analytic_line SET prepaid_quantity = 80"
            " WHERE id = %(line)s",
            "trigger": "ALTER TABLE prepaid_entry DISABLE TRIGGER"
            " prepaid_entry_is_frozen",
        }
        for word, query in breaks.items():
            with self.subTest(word), self.env.cr.savepoint() as savepoint:
                self.env.flush_all()
                self.env.cr.execute(query, {"contract": contract.id, "line": line.id})
                self.env.invalidate_all()
                faults = contract.sudo()._check_integrity()
                self.assertIn(word, " ".join(faults))
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_broken_ledger_raises_one_activity(self):
        contract = self._contract(60)
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute(
                "UPDATE prepaid_contract SET balance = 1 WHERE id = %s", [contract.id]
            )
            self.env.invalidate_all()
            contract.sudo()._cron_check_integrity()
            contract.sudo()._cron_check_integrity()
            self.assertEqual(len(contract.activity_ids), 1)
            self.assertIn("balance", contract.activity_ids.note)
            savepoint.rollback()
        self.env.invalidate_all()
