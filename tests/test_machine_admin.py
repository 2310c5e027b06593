from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import GROUP, TODAY
from .common_machine import MachineCommon

GOODWILL = "api_give_goodwill"
GIFT = {"quantity": 15, "reason": "Late"}
# One call of each kind, as it would work for who may.
CALLS = {
    "api_find": {"partner_id": 1},
    "api_balance": {},
    "api_statement": {"date_from": "2026-01-01", "date_to": "2026-02-01"},
    "api_can_draw": {"minutes": 1},
    "api_log_work": {"minutes": 1, "description": "Work"},
    "api_hold": {"quantity": 1, "until": "2030-01-01T00:00:00Z", "description": "W"},
    "api_post": {"hold_id": 1, "quantity": 1},
    "api_release": {"hold_id": 1},
    GOODWILL: GIFT,
    "api_start_meter": {"user_id": 1, "task_id": 1},
    "api_stop_meter": {"meter_id": 1},
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMachineAdmin(MachineCommon):
    """Who makes keys, and who reads what machines asked for."""

    # === ADMINISTRATION === #

    def test_an_administrator_makes_a_key_that_opens_the_api_only(self):
        admin = self._user(
            "admin",
            f"{GROUP}manager",
            "base.group_erp_manager",
            "base.group_partner_manager",
        )
        wizard = self.env["prepaid.api.user"].with_user(admin)
        made = wizard.create({"name": "Monitoring"})
        shown = made.action_make()
        key = shown["context"]["default_key"]
        self.assertEqual(self._call("api_balance", key=key)[0], 200)
        user = self.env["res.users"].search([("name", "=", "Monitoring")])
        self.assertEqual(user.all_group_ids, self.env.ref(f"{GROUP}api"))
        self.assertEqual(user.company_ids, self.company)
        again = wizard.create({"name": "Second", "user_id": user.id}).action_make()
        key = again["context"]["default_key"]
        self.assertEqual(self._call("api_balance", key=key)[0], 200)
        self.manager.group_ids = [Command.link(self.env.ref(f"{GROUP}api").id)]
        with self.assertRefused("Make a user of its own"):
            wizard.create({"name": "X", "user_id": self.manager.id}).action_make()

    def test_only_administrators_make_keys_and_read_requests(self):
        self._do(GOODWILL, **GIFT)
        Request = self.env["prepaid.request"]
        self.assertTrue(Request.with_user(self.manager).search([]).answer_text)
        for user in self.technician | self.accountant | self.user | self.machine:
            with self.subTest(user=user.login):
                self.assertFalse(Request.with_user(user).has_access("read"))
                wizard = self.env["prepaid.api.user"].with_user(user)
                self.assertFalse(wizard.has_access("create"))
        self.assertFalse(Request.with_user(self.manager).has_access("write"))
        self.assertFalse(Request.with_user(self.manager).has_access("create"))
        company = self.setup_other_company()["company"]
        stranger = self._user("boss2", f"{GROUP}manager", company=company)
        self.assertFalse(Request.with_user(stranger).search([]))
