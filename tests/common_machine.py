from .common_api import ApiCommon
from .common_charge import ChargeCommon

MODEL = "prepaid.contract"


class MachineCommon(ChargeCommon, ApiCommon):
    """A machine with a key, which can call the API and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.machine = cls._user(
            "machine", "sale_timesheet_prepaid.sale_timesheet_prepaid_group_api"
        )
        cls.contract = cls._contract(600)
        cls.contract.project_ids = cls.project

    def setUp(self):
        super().setUp()
        self.key = self._key(self.machine)
        self.calls = 0

    def _call(self, method, contract=None, key=None, **kwargs):
        """Call a method for machines; return (status, answer)."""
        contract = self.contract if contract is None else contract
        if contract:
            kwargs.setdefault("ids", contract.ids)
        self.env.flush_all()
        response = self._send(key or self.key, MODEL, method, **kwargs)
        self.env.invalidate_all()
        return response.status_code, response.json()

    def _do(self, method, contract=None, **kwargs):
        """Call what writes, with a key of its own unless one is given."""
        self.calls += 1
        kwargs.setdefault("idempotency_key", f"call-{self.calls}")
        return self._call(method, contract, **kwargs)

    def _work(self, **over):
        facts = {
            "minutes": 30,
            "description": "Disk replaced",
            "task_id": self.task.id,
            "user_id": self.technician.id,
        }
        return self._do("api_log_work", **(facts | over))

    def assertError(self, answer, status, code):
        self.assertEqual((answer[0], answer[1].get("code")), (status, code), answer[1])
        self.assertEqual(answer[1]["context"]["code"], code)
        self.assertFalse(answer[1]["debug"])
