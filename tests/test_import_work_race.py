import base64

from odoo.tests import tagged

from .common_concurrency import ConcurrencyCommon

HEADER = "Client,User,Date,From,To,Notes\n"
ROWS = "".join(
    f"Racing client,Racer,2026-03-{day:02},09:00,09:01,Work\n" for day in range(1, 11)
)


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestImportWorkRace(ConcurrencyCommon):
    """Several workers import the same work at once: each piece is taken once."""

    def _make(self, env):
        ids = super()._make(env)
        # The credit is for an hour, of which each row draws a minute.
        grants = env["prepaid.contract"].browse(ids["contract"]).grant_ids
        grants.date = "2026-01-01"
        vals = {
            "name": "work.csv",
            "file": base64.b64encode((HEADER + ROWS).encode()),
            "project_id": ids["project"],
            "draws": "draw",
        }
        ids["wizards"] = []
        for _number in range(2):
            wizard = env["prepaid.import.work"].create(dict(vals))
            wizard.action_preview()
            self.assertEqual(wizard.state, "previewed", wizard.message)
            ids["wizards"].append(wizard.id)
        return ids

    def _sweep(self):
        self._commit(self._sweep_work)
        return super()._sweep()

    def _sweep_work(self, env):
        env["prepaid.import.work"].browse(self.ids["wizards"]).unlink()
        project = env["project.project"].browse(self.ids["project"])
        project.task_ids.timesheet_ids.unlink()
        project.task_ids.unlink()

    def _import(self, env, wizard):
        wizard = env["prepaid.import.work"].browse(wizard)
        wizard.action_import()

    def _check_once(self):
        def read(env):
            project = env["project.project"].browse(self.ids["project"])
            contract = env["prepaid.contract"].browse(self.ids["contract"])
            return len(project.timesheet_ids), len(project.task_ids), contract.balance

        self.assertEqual(self._commit(read), (10, 1, 50))

    def test_two_workers_with_one_file_take_each_piece_once(self):
        left = list(self.ids["wizards"])
        self._race(lambda env: self._import(env, self._take_turn(left)), 2)
        self._check_once()

    def test_a_double_click_imports_once(self):
        self._race(lambda env: self._import(env, self.ids["wizards"][0]), 3)
        self._check_once()
