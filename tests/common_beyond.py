from .common import PrepaidCommon

TEXT = "30m Restore the backup"


class BeyondCommon(PrepaidCommon):
    """15 min are left on the contract, and the technician worked 30 on a ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician.group_ids += cls.env.ref("project.group_project_user")
        cls.plan.overdraft_policy = "consent"
        cls.contract = cls._contract(15)

    def _quick(self, text=TEXT, user=None, task=None, **kwargs):
        task = (task or self.task).with_user(user or self.technician)
        result = task.quick_log(text, **kwargs)
        lines = self.env["account.analytic.line"]
        return lines.with_user(self.technician).browse(result["timesheet_id"])

    def _told(self):
        self.task.invalidate_recordset(["prepaid_told"])
        return self.task.with_user(self.technician).prepaid_told.get("waiting", [])

    def _lines(self):
        lines = self.env["account.analytic.line"].with_user(self.technician)
        return lines.search([("task_id", "=", self.task.id)], order="id")

    def _approval(self, line):
        return line.sudo().prepaid_approval_id

    def _answer(self, line, is_approved=True, comment=""):
        self._approval(line)._answer(is_approved, "Ada", comment)

    def _balances(self):
        return self.contract.balance, self.contract.debt
