from datetime import datetime

from .common import GROUP, TODAY, PrepaidCommon

EVENING = datetime(2026, 3, 16, 18)


class HoldCommon(PrepaidCommon):
    """A contract with two hours, and what is set aside of them."""

    MANAGER = (f"{GROUP}manager",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(120)
        cls.other_client = cls.env["res.partner"].create(
            {"name": "Deco", "is_company": True, "email": "deco@example.com"}
        )

    @classmethod
    def _hold(cls, quantity, contract=None, until=EVENING, **facts):
        """Set credit aside, as other addons do."""
        contract = (contract or cls.contract).sudo()
        return contract._hold(quantity, until, **{"name": "Call"} | facts)

    def _work(self, minutes, day=TODAY):
        return {
            "name": "Call",
            "project_id": self.project.id,
            "task_id": self.task.id,
            "employee_id": self.technician.employee_id.id,
            "unit_amount": minutes / 60,
            "date": day,
        }

    def _lapse(self):
        Grant = self.env["prepaid.grant"].sudo()
        Grant.search(Grant._get_lapsed_domain())._expire()

    def _setup_other_company(self):
        return self.env["res.company"].create({"name": "Elsewhere"})

    def _run_cron(self, name):
        self.env.flush_all()
        root = self.env.ref("base.user_root")
        with self.enter_registry_test_mode():
            cron = self.env.ref(f"sale_timesheet_prepaid.{name}").with_user(root)
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def assertFigures(self, **figures):
        self.assertEqual({name: self.contract[name] for name in figures}, figures)
