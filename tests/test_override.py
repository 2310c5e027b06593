from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOverride(PrepaidCommon):
    """A manager's leave to go beyond the credit holds for what they allowed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(30)
        cls.leave = {"prepaid_override": True, "prepaid_override_reason": "Server down"}

    def _allow(self, minutes):
        """Let a manager book minutes of a technician's work; return the line."""
        employee = self.technician.with_company(self.company).employee_id
        line = self._log(
            minutes, user=self.manager, employee_id=employee.id, **self.leave
        )
        return line.with_user(self.technician)

    def test_a_technician_raises_it_no_further(self):
        """B17: 30 minutes are allowed, ten hours are not."""
        line = self._allow(60)
        self.assertEqual(self.contract.balance, -30)
        with self.assertRefused("ask a manager"):
            line.unit_amount = 10
        with self.assertRefused("ask a manager"):
            line.unit_amount = 61 / 60
        self.assertEqual((self.contract.balance, self.contract.debt), (-30, 30))

    def test_within_it_a_technician_corrects_as_they_like(self):
        line = self._allow(60)
        line.unit_amount = 0.75
        self.assertEqual(self.contract.balance, -15)
        line.unit_amount = 1
        line.date = "2026-03-15"
        line.name = "Other words"
        self.assertEqual(self.contract.balance, -30)
        with self.assertRefused("ask a manager"):
            line.unit_amount = 1.5

    def test_a_manager_raises_it_again(self):
        line = self._allow(60)
        line.with_user(self.manager).unit_amount = 2
        self.assertEqual(self.contract.balance, -90)
        line.unit_amount = 1
        line.unit_amount = 2
        self.assertEqual(self.contract.balance, -90)

    def test_it_holds_for_its_contract_only(self):
        other = self._contract(0, client=self.partner_a)
        task = self._task("Theirs", project=self._project("Theirs", self.partner_a))
        line = self._allow(60)
        with self.assertRefused("ask a manager"):
            line.write({"project_id": task.project_id.id, "task_id": task.id})
        self.assertEqual((self.contract.balance, other.balance), (-30, 0))

    def test_what_a_pack_paid_meanwhile_is_used_all_the_same(self):
        line = self._allow(60)
        self._grant(self.contract, 30)
        self.assertEqual((self.contract.balance, self.contract.debt), (0, 0))
        with self.assertRefused("ask a manager"):
            line.unit_amount = 1.5

    def test_a_technician_gives_no_leave(self):
        line = self._log(30)
        for vals in (
            self.leave,
            {"prepaid_override_quantity": 900},
            {"prepaid_override_contract_id": self.contract.id},
        ):
            with self.assertRefused("prepaid_override", AccessError):
                line.write(vals)
            with self.assertRefused("prepaid_override", AccessError):
                self._log(30, **vals)
