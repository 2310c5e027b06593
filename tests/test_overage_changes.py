from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_overage import APRIL, OverageCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOverageChanges(OverageCommon):
    """What changes before or after the invoice: work is paid once all the same."""

    def test_credit_bought_meanwhile_is_not_billed_again(self):
        move = self._draft(90)
        self._grant(self.contract, 60)
        self.assertOwed(30)
        self._post(move)
        self.assertEqual(move.invoice_line_ids.quantity, 0.5)
        self.assertOwed(0)

    def test_a_draft_of_nothing_is_not_posted_and_goes_with_the_next_run(self):
        move = self._draft(90)
        self._grant(self.contract, 600)
        with self.assertRefused("Delete this draft"):
            self._post(move)
        self._run()
        self.assertEqual(move.state, "cancel")

    def test_work_that_was_corrected_lowers_the_draft(self):
        line = self._log(90)
        self._run()
        line.unit_amount = 0.5
        move = self._get_lines().move_id
        self._post(move)
        self.assertEqual(move.amount_untaxed, 60)
        self.assertOwed(0)

    def test_work_that_was_added_is_billed_by_the_next_month(self):
        line = self._log(30)
        self._run()
        line.unit_amount = 1
        move = self._get_lines().move_id
        self._post(move)
        self.assertEqual(move.amount_untaxed, 60)
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._get_lines("draft").quantity, 0.5)

    def test_work_that_is_taken_back_after_the_invoice_is_credit(self):
        line = self._log(60)
        self._run()
        self._post(self._get_lines().move_id)
        line.unit_amount = 0.5
        self.assertOwed(0)
        self.assertEqual(self.contract.balance, 30)

    def test_a_lower_quantity_leaves_the_rest_to_the_next_month(self):
        move = self._draft(90)
        move.with_user(self.accountant).invoice_line_ids.quantity = 1
        self._post(move)
        self.assertOwed(30)
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._get_lines("draft").quantity, 0.5)

    def test_a_higher_quantity_bills_no_more_than_is_owed(self):
        move = self._draft(90)
        move.with_user(self.accountant).invoice_line_ids.quantity = 10
        self._post(move)
        self.assertEqual(move.invoice_line_ids.quantity, 1.5)

    def test_another_service_on_the_draft_settles_all_the_same(self):
        move = self._draft(90)
        other = self.env["product.product"].create(
            {"name": "Consulting", "type": "service", "taxes_id": False}
        )
        move.invoice_line_ids.product_id = other
        self._post(move)
        self.assertOwed(0)

    def test_a_deleted_draft_is_made_again_by_the_next_month(self):
        self._draft(90).unlink()
        self._run()
        self.assertFalse(self._get_lines())
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._get_lines().quantity, 1.5)

    def test_a_cancelled_invoice_leaves_the_work_owed(self):
        move = self._draft(90, usage_type_id=self.onsite.id)
        self._post(move)
        move.button_draft()
        self.assertOwed(90)
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._get_lines("draft").move_id, move)
        move.button_cancel()
        self._run("2026-06-01 12:00:00")
        line = self._get_lines("draft")
        self.assertEqual(line.quantity, 1.5)
        self.assertEqual(line.prepaid_usage_type_id, self.onsite)
        self._post(line.move_id)
        self.assertOwed(0)

    def test_a_credit_note_makes_it_owed_again_and_the_next_month_bills_it(self):
        move = self._draft(90)
        self._post(move)
        with freeze_time(APRIL):
            refund = move._reverse_moves()
            self.assertIn("1 h 30 of work beyond", refund.prepaid_credit_text)
            self.assertFalse(refund.prepaid_credits_use)
            refund.action_post()
        self.assertOwed(90)
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._get_lines("draft").quantity, 1.5)

    def test_a_credit_note_of_the_price_alone_gives_the_work(self):
        move = self._draft(90)
        self._post(move)
        with freeze_time(APRIL):
            refund = move._reverse_moves([{"prepaid_price_only": True}])
            refund.action_post()
        self.assertOwed(0)

    def test_a_credit_note_of_many_lines_credits_each_of_them(self):
        self._log(60, usage_type_id=self.remote.id)
        self._log(60, usage_type_id=self.onsite.id)
        self._run()
        move = self._get_lines().move_id
        self._post(move)
        with freeze_time(APRIL):
            refund = move._reverse_moves()
            refund.invoice_line_ids[0].quantity = 0.5
            refund.action_post()
        self.assertOwed(90)
        self._run("2026-05-01 12:00:00")
        hours = self._get_lines("draft").mapped("quantity")
        self.assertEqual(sorted(hours), [0.5, 1])

    def test_an_invoice_that_is_replaced_bills_the_work_once(self):
        move = self._draft(90)
        self._post(move)
        with freeze_time(APRIL):
            wizard = self.env["account.move.reversal"].with_context(
                active_model="account.move", active_ids=move.ids
            )
            wizard = wizard.create({"journal_id": move.journal_id.id})
            wizard.modify_moves()
            new = wizard.new_move_ids
        self.assertOwed(90)
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._get_lines("draft").move_id, new)
        self._post(new)
        self.assertOwed(0)

    def test_a_duplicate_of_the_invoice_settles_nothing(self):
        move = self._draft(90)
        copy = move.copy({"invoice_date": "2026-04-01"})
        self._post(copy)
        self.assertOwed(90)
        self._post(move)
        self.assertOwed(0)

    def test_a_part_that_was_written_off_asks_nothing(self):
        move = self._draft(90)
        self._post(move)
        self._pay(
            move,
            amount=90,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assertFalse(move.prepaid_asks_write_off)
        self.assertOwed(0)

    def test_an_invoice_dated_ahead_settles_when_it_is_posted(self):
        move = self._draft(90)
        move.invoice_date = "2026-04-20"
        self._post(move)
        self.assertOwed(0)

    def test_a_plan_that_settles_by_credit_again_bills_no_more(self):
        move = self._draft(60)
        self._log(30)
        self.plan.overdraft_settlement = "next_grant"
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._get_lines().move_id, move)
        self._post(move)
        self.assertOwed(30)

    def test_a_closed_contract_is_billed_what_it_owes(self):
        self._log(60)
        self.contract.action_close()
        self._run()
        self._post(self._get_lines().move_id)
        self.assertOwed(0)
        self.assertEqual(self.contract.state, "closed")

    def test_use_of_a_pack_whose_invoice_is_open_is_not_billed_twice(self):
        bill = self._bill()
        payment = self._pay(bill)
        self._log(120, day="2026-02-10")
        self.assertOwed(0)
        (bill.line_ids + payment.move_id.line_ids).remove_move_reconcile()
        bill.invalidate_recordset()
        self.assertOwed(120)
        self._log(30)
        self._run()
        self.assertEqual(self._get_lines().quantity, 0.5)
        self._post(self._get_lines().move_id)
        self.assertOwed(120)
        self._run("2026-05-01 12:00:00")
        self.assertEqual(self._get_lines().quantity, 0.5)
