from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon

REASON = "Insufficient funds"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestChargeReturns(ChargeCommon):
    """A payment that was settled, and then taken back by the bank."""

    def _charge(self, outcome="done", **over):
        """Return a contract whose refill is paid; 200 of its 600 minutes are used."""
        contract = self._charged_contract(outcome, **over)
        self._log(500)
        self._run()
        if outcome == "pending":
            self._settle(contract)
        self._log(300)
        self.assertEqual(contract.balance, 400)
        return contract, contract.refill_ids._get_charge()

    def test_a_returned_debit_opens_the_invoice_and_withdraws_its_credit(self):
        contract, tx = self._charge("pending", trust_limit=300)
        [move] = tx._prepaid_return(REASON)
        refill, invoice = contract.refill_ids, contract.refill_ids.invoice_ids
        self.assertOpen(invoice)
        self.assertEqual((contract.balance, contract.debt), (-200, 200))
        self.assertEqual(refill.state, "failed")
        self.assertIn(REASON, refill.reason)
        self.assertIn(REASON, move.ref)
        self.assertEqual(move.date, TODAY)
        self.assertBooked(earned=333.33)

    def test_the_payment_stays_and_the_return_is_on_its_accounts(self):
        _contract, tx = self._charge()
        payment = tx.sudo().payment_id
        [move] = tx._prepaid_return(REASON)
        self.assertIn(payment.state, ("in_process", "paid"))
        self.assertEqual(payment.move_id.state, "posted")
        self.assertEqual(move.journal_id, payment.journal_id)
        lines = (payment.move_id | move).line_ids
        for mine in lines.grouped("account_id").values():
            self.assertEqual(sum(mine.mapped("balance")), 0)

    def test_a_return_that_is_told_twice_is_booked_once(self):
        contract, tx = self._charge()
        tx._prepaid_return(REASON)
        activities = len(contract.activity_ids)
        self.assertFalse(tx._prepaid_return(REASON))
        self.assertEqual(len(tx.sudo().prepaid_return_ids), 1)
        self.assertEqual(len(contract.activity_ids), activities)

    def test_client_and_account_manager_are_told_and_the_client_gets_a_link(self):
        contract, tx = self._charge()
        tx._prepaid_return(REASON)
        self.assertEqual(contract.activity_ids[-1:].user_id, self.user)
        self.assertIn(REASON, contract.activity_ids[-1:].note)
        invoice = contract.refill_ids.invoice_ids
        mail = invoice.message_ids.filtered(lambda m: self.client in m.partner_ids)[:1]
        self.assertIn(invoice.get_portal_url(), mail.body)

    def test_that_mail_tells_of_the_credit_and_no_other_does(self):
        contract, tx = self._charge()
        self._run("prepaid_contract_notify_cron")
        tx._prepaid_return(REASON)
        self._run("prepaid_contract_notify_cron")
        subjects = contract.message_ids.mapped("subject")
        self.assertFalse([text for text in subjects if "taken back" in (text or "")])

    def test_paying_the_open_invoice_brings_the_credit_back_and_ends_the_refill(self):
        contract, tx = self._charge()
        tx._prepaid_return(REASON)
        self._pay(contract.refill_ids.invoice_ids)
        self.assertEqual((contract.balance, contract.debt), (400, 0))
        self.assertEqual(contract.refill_ids.state, "done")
        self.assertBooked(earned=333.33)

    def test_the_board_and_the_reminders_take_the_open_invoice_up(self):
        contract, tx = self._charge()
        tx._prepaid_return(REASON)
        refill = contract.refill_ids
        self.assertEqual(refill.stage, "client")
        with freeze_time("2026-04-30"):
            refill.sudo()._dun()
            self.assertEqual(refill.stage, "unpaid")
            self.assertTrue(refill.reminder_count)
        self._pay(refill.invoice_ids)
        self.assertEqual(refill.stage, "done")

    def test_a_dispute_that_is_won_is_as_if_there_had_been_none(self):
        contract, tx = self._charge()
        invoice = contract.refill_ids.invoice_ids
        tx._prepaid_return("Disputed")
        self.assertBooked(earned=333.33)
        for _twice in range(2):
            tx._prepaid_return_undone()
            self.assertEqual((contract.balance, contract.debt), (400, 0))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(contract.refill_ids.state, "done")
        self.assertBooked(earned=333.33)
        self.assertTrue(tx._prepaid_return("Disputed again"))
        self.assertEqual((contract.balance, invoice.amount_residual), (-200, 1000))
        self.assertBooked(earned=333.33)

    def test_who_paid_otherwise_meanwhile_has_the_won_payment_as_credit(self):
        contract, tx = self._charge()
        tx._prepaid_return("Disputed")
        self._pay(contract.refill_ids.invoice_ids)
        tx._prepaid_return_undone()
        self.assertEqual(contract.balance, 400)
        lines = tx.sudo().payment_id.move_id.line_ids
        self.assertEqual(min(lines.mapped("amount_residual")), -1000)

    def test_a_part_taken_back_takes_that_part_of_the_credit(self):
        contract, tx = self._charge()
        for _twice in range(2):
            tx._prepaid_return("Disputed in part", 300)
            self.assertEqual((contract.balance, contract.debt), (220, 0))
        invoice = contract.refill_ids.invoice_ids
        self.assertEqual(invoice.amount_residual, 300)
        self.assertBooked(earned=333.33)
        tx._prepaid_return("Disputed wholly")
        self.assertEqual((contract.balance, invoice.amount_residual), (-200, 1000))
        self.assertBooked(earned=333.33)
        tx._prepaid_return_undone()
        self.assertEqual((contract.balance, invoice.payment_state), (400, "paid"))
        self.assertBooked(earned=333.33)

    def test_a_done_payment_that_its_provider_turns_to_error_is_returned(self):
        contract, tx = self._charge()
        tx.sudo()._set_error(REASON, extra_allowed_states=("done",))
        tx.sudo()._post_process()
        refill = contract.refill_ids
        self.assertEqual((contract.balance, refill.state), (-200, "failed"))
        self.assertIn(tx.sudo().payment_id.state, ("in_process", "paid"))
        tx.sudo()._set_done()
        tx.sudo()._post_process()
        self.assertEqual((contract.balance, contract.refill_ids.state), (400, "done"))
        self.assertBooked(earned=333.33)

    def test_a_done_payment_that_its_provider_cancels_is_returned_not_cancelled(self):
        contract, tx = self._charge()
        tx.sudo()._set_canceled(REASON, extra_allowed_states=("done",))
        tx.sudo()._post_process()
        self.assertEqual(contract.balance, -200)
        self.assertEqual(tx.sudo().payment_id.move_id.state, "posted")

    def test_a_return_before_odoo_booked_the_payment_books_both(self):
        contract = self._charged_contract("pending")
        self._log(500)
        self._run()
        tx = contract.refill_ids._get_charge().sudo()
        tx.action_demo_set_done()
        self.assertTrue(tx._prepaid_return(REASON))
        self.assertEqual((contract.balance, contract.refill_ids.state), (100, "failed"))
        self.assertBooked(earned=0)

    def test_a_payment_without_an_entry_is_rejected_and_stands_again(self):
        contract, tx = self._charge()
        payment, invoice = tx.sudo().payment_id, contract.refill_ids.invoice_ids
        payment.move_id.line_ids.remove_move_reconcile()
        payment.action_draft()
        payment.write({"move_id": False, "outstanding_account_id": False})
        payment.invoice_ids = [Command.set(invoice.ids)]
        payment.state = "in_process"
        self.env.add_to_compute(invoice._fields["payment_state"], invoice)
        self.assertEqual(invoice.payment_state, "paid")
        tx._prepaid_return(REASON)
        self.assertEqual(payment.state, "rejected")
        self.assertOpen(invoice)
        self.assertEqual(contract.balance, -200)
        tx._prepaid_return_undone()
        self.assertEqual((contract.balance, invoice.payment_state), (400, "paid"))

    def test_a_purchase_of_the_shop_is_returned_alike(self):
        contract = self._contract()
        order = self._order()
        tx = self.env["payment.transaction"].sudo()
        tx = tx.create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "partner_id": self.client.id,
                "operation": "online_direct",
                "reference": order.name,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        tx._set_done()
        tx._post_process()
        self.assertEqual((contract.balance, contract.returnable_quantity), (600, 0))
        tx._prepaid_return("Disputed")
        self.assertEqual(contract.balance, 0)
        self.assertOpen(order.invoice_ids)
        self.assertIn("Disputed", contract.activity_ids.note)
        self.assertBooked(earned=0)

    # === WHAT RESTS ON IT === #

    def test_the_contract_says_how_much_use_rests_on_money_that_may_go(self):
        contract, tx = self._charge("pending", trust_limit=300)
        self.assertEqual(contract.with_user(self.user).returnable_quantity, 200)
        tx._prepaid_return(REASON)
        contract.invalidate_recordset()
        self.assertEqual(contract.returnable_quantity, 0)

    def test_after_eight_weeks_a_payment_is_safe(self):
        contract, _tx = self._charge()
        with freeze_time("2026-05-11 00:00:00"):
            self.assertEqual(contract.returnable_quantity, 200)
        contract.invalidate_recordset()
        with freeze_time("2026-05-11 00:00:01"):
            self.assertEqual(contract.returnable_quantity, 0)

    def test_a_technician_sees_none_of_it(self):
        contract, _tx = self._charge()
        with self.assertRefused("access"):
            contract.with_user(self.technician).mapped("returnable_quantity")

    def assertOpen(self, invoice):
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertEqual(invoice.amount_residual, 1000)
