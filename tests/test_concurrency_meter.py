from odoo.tests import tagged

from .common_concurrency import ConcurrencyCommon


@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestMeterConcurrency(ConcurrencyCommon):
    """Two tabs or devices of one person: one meter runs, no second counts twice."""

    def setUp(self):
        super().setUp()
        self.user_id = self._commit(self._hire)
        self.addCleanup(self._commit, lambda env: self._dismiss(env, self.user_id))
        self.task_ids = self._commit(self._make_tasks)

    def _make_tasks(self, env):
        project_id = self.ids["project"]
        vals_list = [{"name": str(n), "project_id": project_id} for n in range(3)]
        return env["project.task"].create(vals_list).ids

    def _meters(self, env):
        return env["prepaid.meter"].with_user(self.user_id)

    def _start(self, task_id):
        return lambda env: self._meters(env).start(False, task_id)

    def _states(self):
        domain = [("user_id", "=", self.user_id)]
        return self._read(
            lambda contract: (
                contract.env["prepaid.meter"].search(domain).sorted("state")
            ).mapped("state")
        )

    def _race_each(self, functions):
        """Let each of the functions run once, all at the same moment."""
        left = list(functions)
        return self._race(lambda env: self._take_turn(left)(env), len(functions))

    def _verb(self, name, task_id):
        """Return a function that calls a verb of the meter on a ticket."""

        def call(env):
            domain = [("task_id", "=", task_id), ("user_id", "=", self.user_id)]
            return getattr(self._meters(env).search(domain), name)()

        return call

    def test_of_tickets_started_at_once_one_runs_and_the_others_wait(self):
        outcome = self._race_each([self._start(task_id) for task_id in self.task_ids])
        self.assertEqual(outcome, (3, 0))
        self.assertEqual(self._states(), ["paused", "paused", "running"])

    def test_of_meters_resumed_at_once_one_runs(self):
        for task_id in self.task_ids:
            self._commit(self._start(task_id))
        self._commit(self._verb("pause", self.task_ids[-1]))
        self.assertEqual(self._states(), ["paused"] * 3)
        resume = [self._verb("resume", task_id) for task_id in self.task_ids]
        self.assertEqual(self._race_each(resume), (3, 0))
        self.assertEqual(self._states(), ["paused", "paused", "running"])

    def test_a_meter_that_one_device_resumes_and_another_logs_is_logged_once(self):
        first, second, _third = self.task_ids
        for task_id in (first, second):
            self._commit(self._start(task_id))
        functions = [self._verb("resume", first), self._verb("stop", first)]
        self._race_each([*functions, self._verb("stop", first)])
        lines = self._read(
            lambda contract: contract.env["account.analytic.line"].search_count(
                [("task_id", "=", first)]
            )
        )
        self.assertEqual(lines, 1)
        self.assertEqual(self._states().count("stopped"), 1)

    def test_the_same_ticket_started_at_once_has_one_meter(self):
        self._race_each([self._start(self.task_ids[0])] * 3)
        self.assertEqual(self._states(), ["running"])
