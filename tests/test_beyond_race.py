from odoo.tests import tagged

from .common_concurrency import ConcurrencyCommon


# Not "standard", as all tests of many workers: dev/test runs it.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestBeyondRace(ConcurrencyCommon):
    """Work that waits for its client is drawn once, however often they answer."""

    def _wait(self, env):
        """Let 90 minutes wait, of which 60 are there; return the approval's id."""
        env["prepaid.contract"].browse(self.ids["contract"]).plan_id.write(
            {"overdraft_policy": "consent"}
        )
        vals = {"name": "Race", "project_id": self.ids["project"]}
        task = env["project.task"].create(dict(vals))
        lines = env["account.analytic.line"].with_context(prepaid_beyond="ask")
        line = lines.create(
            vals
            | {
                "task_id": task.id,
                "employee_id": self.ids["employee"],
                "unit_amount": 1.5,
            }
        )
        return line.prepaid_approval_id.id

    def _forget(self, env, approval_id):
        env.cr.execute("ALTER TABLE prepaid_entry DISABLE TRIGGER USER")
        for query in (
            "DELETE FROM prepaid_entry WHERE approval_id = %s",
            "UPDATE account_analytic_line SET prepaid_approval_id = NULL"
            " WHERE prepaid_approval_id = %s",
            "DELETE FROM prepaid_approval WHERE id = %s",
        ):
            env.cr.execute(query, [approval_id])
        env.cr.execute("ALTER TABLE prepaid_entry ENABLE TRIGGER USER")

    def test_two_answers_at_once_draw_once(self):
        approval_id = self._commit(self._wait)
        self.addCleanup(self._commit, lambda env: self._forget(env, approval_id))
        outcome = self._race(
            lambda env: env["prepaid.approval"].browse(approval_id)._answer(True, "A"),
            2,
        )
        self.assertEqual(outcome, (1, 1))
        balance = self._read(lambda contract: (contract.balance, contract.debt))
        self.assertEqual(balance, (-30, 30))
