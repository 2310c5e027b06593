from datetime import timedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.hooks import give_back, keep_lines
from odoo.addons.sale_timesheet_prepaid.tests.common_losses import LossesCommon

from .common import ADDON, START, SessionCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestLosses(SessionCommon, LossesCommon):
    """Who uninstalls talks is told what goes; a client's money is not forgotten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What the demo holds stands in nobody's way here.
        others = cls.env["payment.transaction"].sudo()
        others.search([("prepaid_session_id", "!=", False)]).state = "cancel"

    def _held_by_contract(self, quantity=600):
        self._contract(quantity)
        session = self._booked(30, partner=self.client)
        session._secure()
        return session

    def test_talks_and_what_is_set_aside_are_counted(self):
        self._held_by_contract()
        told = self._tell_losses(ADDON)
        self.assertRegex(told, r"^\d+ talks, \d+ talk pages")
        self.assertRegex(told, r"set aside for [1-9]\d* of them is free again")

    def test_the_main_addon_takes_talks_along(self):
        self._held()
        told = self._tell_losses("sale_timesheet_prepaid")
        self.assertIn("Talks cannot be uninstalled yet", told)
        self.assertIn("talk pages", told)

    def test_money_on_a_card_is_named_and_given_back_first(self):
        session = self._held()
        self.assertIn(session.name, self._tell_losses(ADDON))
        with self.assertRefused(session.name):
            self._uninstall(ADDON)
        session.with_user(self.technician).cancel()
        with self.assertRefused(session.name):
            self._uninstall(ADDON)
        self._collect()
        self.assertEqual(self._uninstall(ADDON), "to remove")
        self.assertNotIn("cannot be uninstalled", self._tell_losses(ADDON))

    def test_another_addon_may_go_meanwhile(self):
        self._held()
        name = "spreadsheet_dashboard_sale_timesheet_prepaid"
        self.assertEqual(self._uninstall(name), "to remove")

    def test_a_talk_under_way_ends_first(self):
        session = self._held_by_contract()
        session.with_user(self.technician).start()
        with self.assertRefused(session.name):
            self._uninstall(ADDON)
        session.with_user(self.technician).stop()
        self.assertEqual(self._uninstall(ADDON), "to remove")

    def test_a_talk_that_is_not_charged_yet_stays(self):
        session = self._talk(self._held(), 12)
        with self.assertRefused(session.name):
            self._uninstall(ADDON)
        self._collect()
        self.assertCaptured(session, session.invoice_id.amount_total)
        self.assertEqual(self._uninstall(ADDON), "to remove")

    def test_what_a_card_held_long_ago_stands_in_nobodys_way(self):
        self._held()
        with freeze_time(START + timedelta(days=8)):
            self.env.cr.execute(
                "UPDATE payment_transaction SET create_date = %s", [START]
            )
            self.env.invalidate_all()
            self.assertEqual(self._uninstall(ADDON), "to remove")

    def test_credit_set_aside_is_free_once_and_the_contract_says_why(self):
        session = self._held_by_contract()
        contract = session.contract_id
        self.assertLess(contract.available, contract.balance)
        for _time in range(2):
            give_back(session.hold_ids, "Talks were uninstalled.")
        self.assertEqual(session.hold_ids.state, "released")
        self.assertEqual(contract.available, contract.balance)
        told = contract.message_ids.filtered(lambda m: "uninstalled" in (m.body or ""))
        self.assertEqual(len(told), 1)
        self.assertEqual(contract._check_integrity(), [])

    def test_work_that_an_invoice_paid_never_draws_credit_later(self):
        self._contract(600)
        session = self._booked(partner=self.client, start=None)
        session._reopen()
        session._accept("Ann", by_contract=False)
        self._card(session)
        line = self._talk(session, 12).timesheet_id
        self._collect()
        keep_lines(line, "Billed as a talk.")
        self._forget(line, "prepaid_session_id")
        line._choose_prepaid_contract()
        line.unit_amount = 1
        self.assertFalse(line.prepaid_contract_id)
        self.assertEqual(line.prepaid_left_reason, "Billed as a talk.")
