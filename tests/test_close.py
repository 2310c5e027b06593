from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_recognition import JANUARY, MARCH, RecognitionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestClose(RecognitionCommon):
    """A contract closes with what becomes of its credit, and the books follow."""

    def _start(self, contract=None, user=None, **vals):
        contract = contract or self.client.prepaid_contract_ids
        Wizard = self.env["prepaid.contract.close"].with_user(user or self.user)
        vals = {"contract_id": contract.id, "reason": "They move on"} | vals
        return Wizard.create(vals)

    def _close(self, outcome, **vals):
        wizard = self._start(outcome=outcome, **vals)
        action = wizard.action_apply()
        self.assertEqual(wizard.contract_id.state, "closed")
        return action

    def _sold(self, used=220, **over):
        """Sell 600 minutes for 999.99, use some; return the contract."""
        self._sell(**over)
        self._log(used, day=date(2026, 1, 20))
        self._recognise(JANUARY)
        return self.client.prepaid_contract_ids

    def _get_note(self, contract):
        return self.env["account.move"].search(
            [("move_type", "=", "out_refund"), ("partner_id", "=", self.client.id)]
        )

    def test_credit_left_and_deferred_revenue_are_told(self):
        self._sold()
        wizard = self._start()
        self.assertEqual(wizard.credit, 380)
        # 999.99 × 220 ÷ 600 = 366.66 is earned.
        self.assertEqual(wizard.deferred, 633.33)
        self.assertEqual(wizard.outcome, "keep")

    def test_kept_credit_stays_with_its_revenue(self):
        contract = self._sold()
        self._close("keep")
        self.assertEqual(contract.balance, 380)
        self._recognise(MARCH)
        self.assertRevenue(366.66)
        contract.with_user(self.user).action_activate()
        self.assertEqual(contract.balance, 380)

    def test_a_refund_drafts_a_credit_note_over_the_deferred_revenue(self):
        contract = self._sold()
        self._close("refund")
        note = self._get_note(contract)
        self.assertEqual((note.state, note.amount_untaxed), ("draft", 633.33))
        self.assertEqual(contract.balance, 380)
        self._recognise(MARCH)
        self.assertRevenue(366.66)
        note.action_post()
        self.assertEqual((contract.balance, contract.debt), (0, 0))
        self._recognise(MARCH)
        self.assertRevenue(366.66)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_a_refund_of_a_discounted_line_is_what_was_paid_for_the_rest(self):
        self._sell(
            invoice_line_ids=[
                Command.create(
                    {
                        "product_id": self.odd_pack.id,
                        "quantity": 2,
                        "discount": 10,
                        "tax_ids": False,
                    }
                ),
                Command.create({"name": "Travel", "price_unit": 77, "tax_ids": False}),
            ]
        )
        self._log(200, day=date(2026, 1, 20))
        contract = self.client.prepaid_contract_ids
        self._close("refund")
        note = self._get_note(contract)
        self.assertEqual(len(note.invoice_line_ids), 1)
        # 1,799.98 × 200 ÷ 1,200 = 300.00 is earned.
        self.assertEqual(note.amount_untaxed, 1499.98)
        note.action_post()
        self.assertEqual((contract.balance, contract.debt), (0, 0))
        self._recognise(MARCH)
        self.assertRevenue(300 + 77)

    def test_what_came_as_a_gift_expires_with_a_refund(self):
        pack = self._pack(600, price=1100, prepaid_bonus_quantity=60)
        self._sell(pack)
        contract = self.client.prepaid_contract_ids
        self._grant(contract, 30, kind="goodwill", date=date(2026, 1, 20))
        self._log(300, day=date(2026, 1, 20))
        self.assertEqual(self._start().deferred, 600)
        self._close("refund")
        self.assertEqual(contract.balance, 300)
        note = self._get_note(contract)
        self.assertEqual(note.amount_untaxed, 600)
        note.action_post()
        self.assertEqual((contract.balance, contract.debt), (0, 0))
        self._recognise(MARCH)
        self.assertRevenue(500)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_credit_that_no_invoice_sold_is_not_refunded(self):
        contract = self._contract(600)
        with self.assertRefused("nothing to refund", UserError):
            self._close("refund", contract=contract)
        self.assertEqual(contract.state, "active")

    def test_credit_that_went_elsewhere_is_not_taken_there(self):
        source = self._sold()
        target = self._contract(is_default=False)
        source.sudo()._transfer(target.sudo(), 100, "Moved")
        with self.assertRefused("Transfer it back", UserError):
            self._close("refund", contract=source)

    def test_transferred_credit_takes_its_revenue_along(self):
        source = self._sold()
        target = self._contract(is_default=False)
        self._close("transfer", contract=source, target_id=target.id)
        self.assertEqual((source.balance, target.balance), (0, 380))
        self._recognise(MARCH)
        self.assertRevenue(366.66)
        self.assertEqual(self._start(target).deferred, 633.33)

    def test_a_transfer_without_a_target_closes_nothing(self):
        contract = self._sold()
        with self.assertRefused("", Exception):
            self._close("transfer")
        self.assertEqual((contract.state, contract.balance), ("active", 380))

    def test_credit_that_expires_is_earned(self):
        contract = self._sold()
        self._close("expire")
        self.assertEqual(contract.balance, 0)
        self.assertEqual(contract.grant_ids.state, "expired")
        self._recognise(MARCH)
        self.assertEqual(self._get_balance(self.deferred), 0)

    def test_expired_by_the_closing_it_comes_back_by_a_later_expiry(self):
        contract = self._sold()
        self._close("expire")
        contract.with_user(self.user).action_activate()
        contract.grant_ids.with_user(self.manager).date_expiry = date(2026, 12, 31)
        self.assertEqual(contract.balance, 380)

    def test_it_says_why(self):
        self._sold()
        with self.assertRefused("Say why", ValidationError):
            self._close("keep", reason="  ")

    def test_others_close_nothing_and_learn_nothing(self):
        contract = self._sold()
        for user in (self.technician, self._user("nobody", "base.group_user")):
            with self.assertRaises(AccessError):
                self._start(contract, user)
        other = self.setup_other_company()["company"]
        stranger = self._user(
            "elsewhere",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user",
            company=other,
        )
        with self.assertRaises(AccessError):
            self._start(contract, stranger).read(["credit", "deferred"])
