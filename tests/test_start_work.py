import json
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_start import StartCommon

SECRET_PRICE = 777


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestStartWork(StartCommon):
    """What a technician finds: the week, the meters, and what waits."""

    def test_my_week_by_client_and_kind(self):
        self._contract(6000)
        remote = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_remote")
        phone = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_phone")
        self._rate(self.plan, remote, step_minutes=15)
        self._log(20, usage_type_id=remote.id)
        self._log(10, usage_type_id=phone.id)
        self._log(5, task=self._task("Own", self._project("Own", self.partner_a)))
        self._log(99, user=self.other_technician)
        self._log(99, day=TODAY - timedelta(days=7))
        week = self._start(self.technician).get_week()
        clients = {client["name"]: client for client in week["clients"]}
        self.assertEqual(clients.keys(), {"Azure", self.partner_a.name})
        azure = clients["Azure"]
        self.assertEqual((azure["worked"], azure["counted"]), ("30 min", "40 min"))
        kinds = {
            kind["name"]: (kind["worked"], kind["counted"]) for kind in azure["kinds"]
        }
        self.assertEqual(kinds[remote.name], ("20 min", "30 min"))
        self.assertEqual(kinds[phone.name], ("10 min", "10 min"))
        self.assertEqual(clients[self.partner_a.name]["counted"], "")
        self.assertEqual(week["total"], {"worked": "35 min", "counted": "40 min"})

    def test_a_technician_is_told_no_money(self):
        plan = self._plan("M", unit="money", currency_id=self.company.currency_id.id)
        self._rate(plan, price_hour=SECRET_PRICE)
        contract = self._contract(
            SECRET_PRICE * 10, client=self.partner_a, plan=plan, is_default=True
        )
        task = self._task("Own", self._project("Own", self.partner_a))
        self._log(60, task=task)
        approvals = self.env["prepaid.approval"].with_user(self.technician)
        approvals.sudo().create(
            {
                "name": "More",
                "contract_id": contract.id,
                "quantity": SECRET_PRICE,
                "user_id": self.technician.id,
                "state": "asked",
                "asked_at": "2026-03-16 10:00:00",
            }
        )
        page = self._start(self.technician)
        told = json.dumps([page.get_week(), page.get_waiting()])
        self.assertIn("More", told)
        self.assertIn("1 h", told)
        for secret in (str(SECRET_PRICE), "$"):
            self.assertNotIn(secret, told)

    def test_my_work_that_waits_says_why(self):
        self._contract(60, state="suspended")
        self._log(15)
        self._log(20, user=self.other_technician)
        page = self._start(self.technician)
        told = page.get_waiting()
        self.assertEqual(
            [(line["time"], line["why"]) for line in told["lines"]],
            [("15 min", "The contract is suspended")],
        )
        self.assertFalse(told["opens_tickets"])
        action = page.open_figure("work", "lines", "mine")
        self.assertEqual(len(self._find_shown(action, self.technician)), 1)
