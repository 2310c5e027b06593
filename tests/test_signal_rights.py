from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import GROUP, TODAY
from .common_signal import SignalCommon

BUTTONS = (
    *("action_call", "action_offer", "action_remind", "action_refill", "action_done"),
    *("action_snooze_week", "action_snooze_month", "action_reopen"),
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSignalRights(SignalCommon):
    """Account managers act, accountants read, nobody else knows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, "prepaid_portal", groups="base.group_portal"
        )
        cls.portal.partner_id.parent_id = cls.client

    def setUp(self):
        super().setUp()
        self._falling()
        self.signal = self._find()

    def test_account_managers_read_and_act(self):
        for user in (self.user, self.manager):
            signal = self.signal.with_user(user)
            self.assertTrue(signal.reason)
            signal.note = "They moved house"
            signal.action_call()

    def test_accountants_read_and_do_nothing(self):
        for group in (
            "account.group_account_invoice",
            "account.group_account_readonly",
        ):
            reader = self._user(group[-8:], group)
            signal = self.signal.with_user(reader)
            self.assertTrue(signal.reason)
            for button in BUTTONS:
                with self.subTest(button), self.assertRaises(AccessError):
                    getattr(signal, button)()

    def test_others_know_nothing(self):
        salesperson = self._user("seller", "sales_team.group_sale_salesman")
        for user in (self.technician, salesperson, self.portal):
            Signal = self.env["prepaid.signal"].with_user(user)
            with self.subTest(user.login):
                self.assertFalse(Signal.has_access("read"))
                with self.assertRaises(AccessError):
                    Signal.search([])
                for button in BUTTONS:
                    with self.assertRaises(AccessError):
                        getattr(self.signal.with_user(user), button)()
                if not user.share:
                    contract = self.signal.contract_id.with_user(user)
                    with self.assertRaises(AccessError):
                        contract.read(["signal_text"])

    def test_another_companys_manager_is_refused(self):
        other = self.setup_other_company()["company"]
        stranger = self._user("elsewhere", f"{GROUP}manager", company=other)
        signal = self.signal.with_user(stranger)
        self.assertFalse(signal.search([]))
        with self.assertRaises(AccessError):
            signal.action_done()
        both = self._user("both", f"{GROUP}user", company=other)
        both.company_ids = [Command.link(self.company.id)]
        signal.with_user(both).with_context(
            allowed_company_ids=(other | self.company).ids
        ).action_done()
        self.assertEqual(self.signal.state, "done")

    def test_only_the_note_is_written_by_hand(self):
        signal = self.signal.with_user(self.user)
        for vals in (
            {"state": "done"},
            {"facts": {}},
            {"amount": 1},
            {"user_id": self.user.id},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                signal.write(vals)
        with self.assertRaises(AccessError):
            signal.unlink()
        with self.assertRaises(AccessError):
            signal.create({"partner_id": self.client.id, "kind": "idle"})
