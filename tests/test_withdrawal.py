from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_withdrawal import WithdrawalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWithdrawal(WithdrawalCommon):
    """What goes back when a consumer withdraws, by hand: 600 € for 600 minutes."""

    def test_what_was_used_is_paid_where_it_was_asked_for(self):
        order = self._sell(used=150)
        withdrawal = self._withdraw(order)
        note = withdrawal.note_ids
        self.assertEqual((note.state, note.amount_total), ("draft", 450))
        self.assertEqual(note.amount_untaxed, 375)
        note.action_post()
        contract = self._get_contract(order)
        self.assertEqual((contract.balance, contract.debt, contract.held), (0, 0, 0))
        self.assertEqual(withdrawal.state, "credited")
        self.assertEarned(125)

    def test_the_whole_price_goes_back_where_nobody_asked_to_begin(self):
        order = self._sell(used=150, begin=False)
        withdrawal = self._withdraw(order)
        self.assertEqual(withdrawal.note_ids.amount_total, 600)
        withdrawal.note_ids.action_post()
        contract = self._get_contract(order)
        self.assertEqual((contract.balance, contract.debt, contract.held), (0, 0, 0))
        self.assertEarned(0)

    def test_its_credit_is_not_used_from_then_on(self):
        order = self._sell(used=150)
        contract = self._get_contract(order)
        withdrawal = self._withdraw(order)
        self.assertEqual((contract.held, contract.available), (450, 0))
        with self.assertRefused("credit"):
            self._log(15, task=self.printer)
        hold = withdrawal.hold_ids
        with self.assertRefused("withdrew from"):
            hold.with_user(self.manager).action_release()
        # Credit that was bought before or after is used as ever.
        self._grant(contract, 60)
        self._log(60, task=self.printer)
        with self.assertRefused("credit"):
            self._log(15, task=self.printer)

    def test_work_that_is_taken_back_meanwhile_stays_frozen(self):
        order = self._sell()
        line = self._log(150, task=self.printer)
        self._withdraw(order)
        line.unlink()
        with self.assertRefused("credit"):
            self._log(15, task=self.printer)

    def test_frozen_credit_does_not_expire(self):
        self.plan.validity_months = 1
        order = self._sell(used=150)
        self._withdraw(order)
        grants = order.sudo()._get_prepaid_grants()
        grants.date_expiry = TODAY
        with freeze_time("2026-08-01"):
            grants._expire()
            self.assertEqual(sum(grants.mapped("remaining")), 450)

    def test_a_credit_note_that_is_reset_freezes_it_again(self):
        order = self._sell(used=150)
        withdrawal = self._withdraw(order)
        contract = self._get_contract(order)
        withdrawal.note_ids.action_post()
        withdrawal.note_ids.button_draft()
        self.assertEqual((withdrawal.state, contract.held), ("received", 450))
        withdrawal.note_ids.action_post()
        self.assertEqual((contract.balance, contract.held), (0, 0))
        self.assertEarned(125)

    def test_a_void_withdrawal_is_as_never_declared(self):
        order = self._sell(used=150)
        withdrawal = self._withdraw(order)
        contract = self._get_contract(order)
        withdrawal.with_user(self.manager).action_void()
        self.assertEqual((withdrawal.state, withdrawal.note_ids.ids), ("void", []))
        self.assertEqual((contract.held, contract.available), (0, 450))
        self.assertFalse(withdrawal.activity_ids)
        self.assertNotEqual(self._withdraw(order), withdrawal)

    def test_an_unpaid_invoice_is_settled_by_the_note(self):
        order = self._sell(begin=False, pay=False)
        withdrawal = self._withdraw(order)
        withdrawal.note_ids.action_post()
        self.assertEqual(order.invoice_ids[-1:].amount_residual, 0)
        self.assertEqual(withdrawal.state, "refunded")
        self.assertFalse(withdrawal.activity_ids)

    def test_a_payment_that_crosses_it_buys_no_credit(self):
        order = self._sell(pay=False)
        withdrawal = self._withdraw(order)
        self._register_payment(order.invoice_ids - withdrawal.note_ids)
        contract = self._get_contract(order)
        self.assertEqual((contract.balance, contract.available), (600, 0))

    def test_a_bonus_goes_with_its_pack(self):
        pack = self._pack(600, price=600, prepaid_bonus_quantity=60)
        order = self._sell(used=330, pack=pack)
        withdrawal = self._withdraw(order)
        self.assertEqual(withdrawal.note_ids.amount_total, 300)
        withdrawal.note_ids.action_post()
        self.assertEqual(self._get_contract(order).balance, 0)
        self.assertEarned(300)

    def test_a_discount_is_not_given_back(self):
        order = self._sell(used=0)
        line = order.order_line
        self.assertEqual(line.discount, 0)
        other = self._order(client=self.buyer)
        other.order_line.discount = 50
        other.sudo()._ask_to_begin(True, "Ada", "shop")
        other.action_confirm()
        invoice = other._create_invoices()
        invoice.action_post()
        self._register_payment(invoice)
        self.assertEqual(self._withdraw(other).note_ids.amount_total, 300)

    def test_what_was_moved_to_another_contract_is_withdrawn_from_too(self):
        order = self._sell(used=150)
        contract = self._get_contract(order)
        target = self._contract(client=self.buyer, is_default=False)
        self.env["prepaid.contract.transfer"].create(
            {
                "contract_id": contract.id,
                "target_id": target.id,
                "is_new": False,
                "quantity": 200,
                "reason": "Branch",
            }
        ).action_apply()
        withdrawal = self._withdraw(order)
        self.assertEqual((contract.held, target.held), (450, 0))
        self.assertEqual(withdrawal.note_ids.amount_total, 450)
        withdrawal.note_ids.action_post()
        self.assertEqual((contract.balance, target.balance), (0, 0))
        self.assertEarned(125)

    def test_all_used_as_asked_for_gives_nothing_back(self):
        withdrawal = self._withdraw(self._sell(used=600))
        self.assertFalse(withdrawal.note_ids)
        self.assertEqual(withdrawal.state, "refunded")

    def test_the_seller_may_post_at_once(self):
        self.company.prepaid_withdrawal_posts = True
        withdrawal = self._withdraw(self._sell(used=150))
        self.assertEqual(withdrawal.note_ids.state, "posted")
        self.assertEqual(withdrawal.hold_ids.state, "released")

    def test_what_was_never_billed_is_cancelled(self):
        self.company.prepaid_grant_policy = "confirmed"
        for begin, debt in ((True, 150), (False, 0)):
            with self.subTest(begin=begin):
                buyer = self._buyer(f"Eve{debt}")
                task = self._task("Mouse", self._project("Flat", buyer))
                order = self._order(client=buyer)
                if begin:
                    order.sudo()._ask_to_begin(True, "Eve", "shop")
                order.action_confirm()
                contract = self._get_contract(order)
                self._log(150, task=task)
                withdrawal = self._withdraw(order)
                self.assertEqual(
                    (order.state, withdrawal.state), ("cancel", "refunded")
                )
                self.assertEqual((contract.balance, contract.debt), (-debt, debt))

    def test_the_accountant_is_asked_and_may_credit_by_hand(self):
        order = self._sell(used=150)
        self._get_contract(order).user_id = self.user
        withdrawal = self._withdraw(order)
        self.assertEqual(withdrawal.activity_ids.user_id, self.user)
        self.assertEqual(str(withdrawal.activity_ids.date_deadline), "2026-03-30")
        withdrawal.note_ids.unlink()
        self.assertEqual(withdrawal.state, "received")
        note = self._credit(order.invoice_ids)
        self.assertEqual(note.prepaid_withdrawal_id, withdrawal)
        self.assertEqual(withdrawal.state, "credited")
        self.assertEqual(self._get_contract(order).held, 0)

    def test_an_automatic_refill_is_not_charged_after_it(self):
        order = self._sell()
        contract = self._get_contract(order)
        consent = self.env["prepaid.consent"].sudo()
        consent = consent.create(
            {
                "contract_id": contract.id,
                "partner_id": self.buyer.id,
                "text": "Charge me",
                "cap_amount": 900,
            }
        )
        self._withdraw(order)
        self.assertTrue(consent.date_revoked)
        self.assertFalse(contract.refill_due)

    def test_what_is_paid_back_asks_nobody_any_more(self):
        withdrawal = self._withdraw(self._sell(used=150))
        withdrawal.note_ids.action_post()
        self.assertEqual(withdrawal.state, "credited")
        self.assertTrue(withdrawal.activity_ids)
        self._register_payment(withdrawal.note_ids)
        self.assertEqual(withdrawal.state, "refunded")
        self.assertFalse(withdrawal.activity_ids)

    def test_what_was_paid_and_not_billed_is_for_the_accountant(self):
        order = self._order(client=self.buyer)
        order.action_confirm()
        self._pay_online(order, amount=100)
        withdrawal = self._withdraw(order)
        self.assertEqual((withdrawal.state, order.state), ("received", "sale"))
        self.assertIn("by hand", withdrawal.activity_ids.note)

    def test_it_is_kept(self):
        withdrawal = self._withdraw(self._sell())
        with self.assertRefused("is kept", UserError):
            withdrawal.unlink()
