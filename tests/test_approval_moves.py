from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestApprovalMoves(PrepaidCommon):
    """For which work a client's approval holds when tickets change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "consent"
        cls.contract = cls._contract(10)
        cls.other_task = cls._task("Another ticket")
        cls.approval = cls._approve(300)

    @classmethod
    def _approve(cls, quantity, task=None):
        Approval = cls.env["prepaid.approval"].with_user(cls.technician)
        approval = Approval.create(
            {
                "name": "Restore the backup",
                "contract_id": cls.contract.id,
                "task_id": (task or cls.task).id,
                "quantity": quantity,
            }
        )
        approval.action_ask()
        approval.sudo()._answer(True, "Ada")
        return approval.sudo()

    def _delete(self, task):
        task.with_user(self._user("keeper2", "project.group_project_manager")).unlink()

    def test_it_goes_with_its_deleted_ticket(self):
        """B26: 300 minutes for a ticket that is deleted pay no other work."""
        self._delete(self.task)
        self.assertEqual(self.approval.state, "withdrawn")
        with self.assertRefused("Ask the client"):
            self._log(30, task=self.other_task)

    def test_it_goes_with_a_ticket_that_is_deleted_with_its_parent(self):
        child = self._task("Part", parent_id=self.other_task.id)
        approval = self._approve(60, task=child)
        asked = approval.copy({"task_id": child.id})
        self._delete(self.other_task)
        self.assertEqual((approval.state, asked.state), ("withdrawn", "withdrawn"))

    def test_it_holds_for_the_sub_tasks_of_its_ticket(self):
        child = self._task("Part", parent_id=self.task.id)
        self._log(40, task=self._task("Part of it", parent_id=child.id))
        self.assertEqual((self.approval.used, self.contract.debt), (30, 30))
        with self.assertRefused("Ask the client"):
            self._approve(60, task=child)
            self._log(1000, task=self.task)

    def test_what_moved_lines_used_goes_along(self):
        first, second = self._log(70), self._log(20)
        self.assertEqual(self.approval.used, 80)
        first.task_id = self.other_task
        first.date = "2026-03-15"
        self.assertEqual(self.approval.used, 80)
        first.unit_amount = 0.5
        self.assertEqual(self.approval.used, 40)
        first.unit_amount = 70 / 60
        self.assertEqual(self.approval.used, 80)
        with self.assertRefused("Ask the client"):
            first.unit_amount = 71 / 60
        with self.assertRefused("Ask the client"):
            self._log(10, task=self.other_task)
        self.assertEqual(second.task_id, self.task)

    def test_it_holds_for_the_ticket_to_which_all_of_its_time_went(self):
        lines = self._log(70) | self._log(20)
        lines.task_id = self.other_task
        self._log(200, task=self.other_task)
        self.assertEqual(self.approval.used, 280)
        with self.assertRefused("Ask the client"):
            self._log(30, task=self.other_task)

    def test_lines_of_a_ticket_that_was_merged_and_deleted_keep_theirs(self):
        line = self._log(70)
        line.task_id = self.other_task
        self._delete(self.task)
        line.date = "2026-03-15"
        self.assertEqual(self.approval.used, 60)
        with self.assertRefused("Ask the client"):
            self._log(10, task=self.other_task)
